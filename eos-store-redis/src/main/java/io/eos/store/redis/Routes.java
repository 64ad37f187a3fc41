package io.eos.store.redis;

import io.eos.api.InvalidConfigurationException;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** Makes the route to what is at an address. Stateless. */
final class Routes {
    private Routes() {}

    /** Throws what Jedis throws where it connects at once. */
    static Route open(RedisStoreConfig settings) {
        RedisAddress address = settings.address();
        JedisClientConfig client = client(settings, settings.user(), settings.password(), database(address));
        return switch (address.kind()) {
            case SERVER -> new SingleRoute(address.hosts().iterator().next(), client, pool(settings));
            case CLUSTER -> new ClusterRoute(address.hosts(), client, pool(settings));
            case SENTINEL ->
                new SentinelRoute(
                        address.hosts(),
                        address.path(),
                        client,
                        client(settings, settings.sentinelUser(), settings.sentinelPassword(), 0),
                        pool(settings));
        };
    }

    private static int database(RedisAddress address) {
        return address.kind() == RedisAddress.Kind.SERVER && !address.path().isEmpty()
                ? Integer.parseInt(address.path())
                : 0;
    }

    private static JedisClientConfig client(
            RedisStoreConfig settings, Optional<String> user, Optional<String> password, int database) {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                // What the replies are read as.
                .resp2()
                .connectionTimeoutMillis(connectMillis(settings))
                .socketTimeoutMillis(millis(settings.socketTimeout()))
                .database(database)
                .clientName("eos");
        user.ifPresent(client::user);
        password.ifPresent(client::password);
        if (settings.address().tls()) {
            client.sslOptions(tls(settings));
        }
        return client.build();
    }

    /** Hosts that do not answer are tried one after the other: all of them within the time. */
    private static int connectMillis(RedisStoreConfig settings) {
        return Math.max(
                250,
                millis(settings.connectionTimeout())
                        / settings.address().hosts().size());
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    private static ConnectionPoolConfig pool(RedisStoreConfig settings) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(settings.poolSize());
        pool.setMaxIdle(settings.poolSize());
        pool.setMaxWait(settings.connectionTimeout());
        pool.setJmxEnabled(false);
        return pool;
    }

    /** Certificates and host names are verified: without the latter any valid certificate would do, whoever it was made for. */
    private static SslOptions tls(RedisStoreConfig settings) {
        SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
        if (settings.trustStore().isPresent()) {
            File file = new File(settings.trustStore().get());
            char @Nullable [] password =
                    settings.trustStorePassword().map(String::toCharArray).orElse(null);
            try {
                KeyStore.getInstance(file, password);
            } catch (IOException | GeneralSecurityException e) {
                throw new InvalidConfigurationException(
                        "store.tls-truststore was '" + file
                                + "' but must be a key store that store.tls-truststore-password opens",
                        e);
            }
            if (password == null) {
                options.truststore(file);
            } else {
                options.truststore(file, password);
            }
        }
        return options.build();
    }
}
