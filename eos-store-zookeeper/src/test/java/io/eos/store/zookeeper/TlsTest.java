package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.StoreUnavailableException;
import io.eos.servers.ZooKeeperServer;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Encrypted connections, switched on as the documentation says: by ZooKeeper's own system properties, which are the whole JVM's. */
@Isolated
class TlsTest {
    private static final String PASSWORD = "key-store-secret";
    private static final Map<String, String> IMPATIENT = Map.of("connection-timeout", "2s");

    private final List<String> set = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @AfterEach
    void clear() {
        set.forEach(System::clearProperty);
    }

    private void set(String name, String value) {
        set.add(name);
        System.setProperty(name, value);
    }

    @Test
    void theServerMustBeTrustedAndBeTheOneThatIsMeant() throws Exception {
        Path right = keys("right", "dns:localhost,ip:127.0.0.1");
        Path other = keys("other", "dns:elsewhere.example");
        Path served = Files.copy(right, directory.resolve("served.p12"));
        int port = freePort();
        try (ZooKeeperServer server = ZooKeeperServer.open(Map.of(
                "secureClientPort",
                Integer.toString(port),
                "serverCnxnFactory",
                "org.apache.zookeeper.server.NettyServerCnxnFactory",
                "ssl.clientAuth",
                "none",
                "ssl.keyStore.location",
                served.toString(),
                "ssl.keyStore.password",
                PASSWORD))) {
            TestZooKeeper encrypted = new TestZooKeeper("localhost:" + port);
            assertUnavailable(encrypted, "a connection that is not encrypted");
            set("zookeeper.client.secure", "true");
            set("zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty");
            assertUnavailable(encrypted, "a certificate that nobody vouches for");
            set("zookeeper.ssl.trustStore.location", trust(right, other).toString());
            set("zookeeper.ssl.trustStore.password", PASSWORD);
            try (ZooKeeperResultStore store = encrypted.open(Map.of())) {
                Node node = Node.of(store, Node.newProcessor(), 0);
                Completion completion = node.completion("a");
                assertThat(node.record(completion)).isEqualTo(new Recorded(completion.id()));
                assertThat(node.find("a")).contains(completion.result());
            }

            server.kill();
            Files.copy(other, served, StandardCopyOption.REPLACE_EXISTING);
            server.start();
            assertUnavailable(encrypted, "a trusted certificate of another host");
            set("zookeeper.ssl.hostnameVerification", "false");
            encrypted.open(Map.of()).close();
        }
    }

    private static void assertUnavailable(TestZooKeeper server, String why) {
        assertThatThrownBy(() -> server.open(IMPATIENT).close())
                .as(why)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageNotContaining(PASSWORD);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Path trust(Path... keyStores) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (Path keys : keyStores) {
            KeyStore served = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
            trust.setCertificateEntry(keys.getFileName().toString(), served.getCertificate("eos"));
        }
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private Path keys(String name, String hosts) throws IOException, InterruptedException {
        Path keys = directory.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "eos",
                "-keyalg",
                "EC",
                "-dname",
                "CN=eos",
                "-ext",
                "san=" + hosts,
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("keytool").isZero();
        return keys;
    }
}
