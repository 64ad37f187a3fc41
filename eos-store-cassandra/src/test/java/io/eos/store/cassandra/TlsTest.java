package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.Scope;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.CassandraServer;
import io.eos.servers.DatabaseOptions;
import io.eos.servers.Endpoints;
import io.eos.spi.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections: the server's certificate must be trusted, and be that of the host. */
@DisabledIfEnvironmentVariable(
        named = Endpoints.CASSANDRA,
        matches = ".+",
        disabledReason = "tests the embedded server")
class TlsTest {
    private static final String PASSWORD = "key-store-secret";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void theServerMustBeTrustedAndBeTheOneThatIsMeant() throws Exception {
        certificate("right", "san=dns:localhost,ip:127.0.0.1");
        certificate("other", "san=dns:elsewhere.example");
        Path served = directory.resolve("served.p12");
        Files.copy(directory.resolve("right.p12"), served);
        try (CassandraServer server = CassandraServer.open(DatabaseOptions.defaults()
                .withDurable(false)
                .withSetting(
                        "client_encryption_options",
                        "{enabled: true, optional: false, keystore: \"" + served + "\", keystore_password: \""
                                + PASSWORD + "\"}"))) {
            String address = server.address("eos") + "&tls=true";
            createKeyspace(address, trust("right"));
            try (ResultStore store = TestCluster.open(address, trust("right"))) {
                Node.of(store, "p", Scope.SHARD, 0).record("a");
            }
            assertThatThrownBy(() -> TestCluster.open(address, Map.of()))
                    .as("a certificate that nobody vouches for")
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> TestCluster.open(server.address("eos"), Map.of("connection-timeout", "5s")))
                    .as("a connection that is not encrypted")
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> TestCluster.open(
                            address, Map.of("tls-truststore", served.toString(), "tls-truststore-password", "wrong")))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("are the passwords right?")
                    .hasMessageNotContaining("wrong");

            server.kill();
            Files.copy(directory.resolve("other.p12"), served, StandardCopyOption.REPLACE_EXISTING);
            server.start();
            assertThatThrownBy(() -> TestCluster.open(address, trust("other")))
                    .as("a trusted certificate of another host")
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    private Map<String, String> trust(String name) {
        return Map.of(
                "tls-truststore",
                directory.resolve(name + "-trust.p12").toString(),
                "tls-truststore-password",
                PASSWORD);
    }

    private static void createKeyspace(String address, Map<String, String> settings) {
        try (Cluster cluster = Clusters.create(CassandraStoreConfig.read(TestCluster.config(address, settings)));
                Session session = cluster.connect()) {
            session.execute(
                    "CREATE KEYSPACE eos WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
    }

    private void certificate(String name, String hosts) throws IOException, InterruptedException {
        Path keys = directory.resolve(name + ".p12");
        Path exported = directory.resolve(name + ".crt");
        keytool(keys, "-genkeypair", "-alias", "server", "-keyalg", "RSA", "-dname", "CN=eos", "-ext", hosts);
        keytool(keys, "-exportcert", "-alias", "server", "-file", exported.toString());
        Path trust = directory.resolve(name + "-trust.p12");
        keytool(trust, "-importcert", "-noprompt", "-alias", "server", "-file", exported.toString());
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("keytool %s", arguments[0]).isZero();
    }
}
