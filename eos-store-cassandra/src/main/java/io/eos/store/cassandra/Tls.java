package io.eos.store.cassandra;

import com.datastax.driver.core.RemoteEndpointAwareJdkSSLOptions;
import com.datastax.driver.core.SSLOptions;
import io.eos.api.InvalidConfigurationException;
import io.netty.channel.socket.SocketChannel;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Encrypted connections whose server's certificate must be trusted, and be that of the host. Thread-safe. */
final class Tls extends RemoteEndpointAwareJdkSSLOptions {
    private Tls(SSLContext context) {
        super(context, null);
    }

    static SSLOptions options(CassandraStoreConfig config) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(config), trust(config), null);
            return new Tls(context);
        } catch (GeneralSecurityException | IOException e) {
            // No cause: its message can hold what the file holds.
            throw new InvalidConfigurationException(
                    "the files of store.tls-truststore and store.tls-keystore cannot be read ("
                            + e.getClass().getSimpleName() + "): are they key stores, and are the passwords right?");
        }
    }

    private static KeyManager @Nullable [] keys(CassandraStoreConfig config)
            throws GeneralSecurityException, IOException {
        if (config.keyStore().isEmpty()) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        char[] password = config.keyStorePassword().orElse("").toCharArray();
        factory.init(read(config.keyStore().get(), config.keyStorePassword()), password);
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(CassandraStoreConfig config)
            throws GeneralSecurityException, IOException {
        if (config.trustStore().isEmpty()) {
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(read(config.trustStore().get(), config.trustStorePassword()));
        return factory.getTrustManagers();
    }

    private static KeyStore read(String file, Optional<String> password) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(
                new File(file), password.map(String::toCharArray).orElse(null));
    }

    @Override
    protected SSLEngine newSSLEngine(SocketChannel channel, InetSocketAddress remoteEndpoint) {
        SSLEngine engine = super.newSSLEngine(channel, remoteEndpoint);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }
}
