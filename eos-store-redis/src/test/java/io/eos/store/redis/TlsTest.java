package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.RedisServer;
import io.eos.servers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** TLS, ended by a proxy in front of the server, since the embedded one speaks none. */
@DisabledIfEnvironmentVariable(
        named = "EOS_TEST_REDIS",
        matches = ".+",
        disabledReason = "it stands in front of the embedded server")
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory = Path.of("");

    private Path keys = directory;
    private AutoCloseable listener = () -> {};
    private int port;

    @BeforeEach
    void start() throws Exception {
        keys = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "eos",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener = socket;
        port = socket.getLocalPort();
        RedisServer server = Servers.redis();
        start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    start(() -> pump(client, behind));
                    start(() -> pump(behind, client));
                } catch (IOException e) {
                    // Closed.
                }
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        listener.close();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tls");
        thread.setDaemon(true);
        thread.start();
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and so is the other.
        }
    }

    private Ledger at(String host, Map<String, String> settings) {
        return new Ledger("rediss://" + host + ":" + port, settings, Map.of());
    }

    private Map<String, String> trusting() {
        return Map.of("tls-truststore", keys.toString(), "tls-truststore-password", PASSWORD);
    }

    @Test
    void aTrustedCertificateOfTheHostIsAccepted() {
        try (RedisResultStore store = at("localhost", trusting()).open(Map.of())) {
            Node node = Node.of(store, Node.newProcessor());
            node.record("a");
            assertThat(node.find("a")).isPresent();
        }
    }

    @Test
    void anUnknownCertificateIsNot() {
        assertThatThrownBy(() -> at("localhost", Map.of()).open())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("TLS");
    }

    @Test
    void aCertificateOfAnotherHostIsNot() {
        assertThatThrownBy(() -> at("127.0.0.1", trusting()).open())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("TLS");
    }

    @Test
    void aTruststoreThatCannotBeOpenedIsConfiguration() {
        assertThatThrownBy(() -> at(
                                "localhost", Map.of("tls-truststore", keys.toString(), "tls-truststore-password", "no"))
                        .open())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("store.tls-truststore");
    }
}
