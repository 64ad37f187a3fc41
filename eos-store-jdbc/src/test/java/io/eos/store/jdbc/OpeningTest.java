package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.DatabaseOptions;
import io.eos.servers.MariaDbServer;
import io.eos.servers.PostgresServer;
import io.eos.spi.Finding;
import io.eos.spi.Finding.Severity;
import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings, drivers, servers that are not there, data sources of the user's, and preflight checks. */
class OpeningTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void theProviderAcceptsItsAddresses() {
        JdbcResultStoreProvider provider = new JdbcResultStoreProvider();
        for (String example : provider.examples()) {
            assertThat(provider.accepts(StoreAddress.parse(example))).isTrue();
        }
        assertThat(provider.accepts(StoreAddress.parse("jdbc:oracle:thin:@x"))).isFalse();
        assertThat(provider.accepts(StoreAddress.parse("redis://x"))).isFalse();
    }

    @Test
    void allWrongSettingsAreReportedAtOnce() {
        assertThatThrownBy(() ->
                        open("jdbc:h2:mem:x", Map.of("pool-size", "0", "create-schema", "yes", "pasword", "s3cret")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("store.pool-size", "store.create-schema", "store.pasword", "store.user")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:%d/x",
                "jdbc:mariadb://127.0.0.1:%d/x",
                "jdbc:h2:tcp://127.0.0.1:%d/./x"
            })
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatIsNotThereIsUnavailableAndNoSecretIsTold(String url) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Throwable failure =
                catchThrowable(() -> open(url.formatted(port), Map.of("user", "eos", "password", "s3cret")));
        assertThat(failure)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("127.0.0.1:" + port, "refused the connection", "check host and port");
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("s3cret");
    }

    /** With the default time-outs; five seconds of the limit are for a machine that is busy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:%d/x",
                "jdbc:mariadb://127.0.0.1:%d/x",
                "jdbc:h2:tcp://127.0.0.1:%d/./x"
            })
    @Timeout(value = 15, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatAcceptsAndNeverAnswersIsToldInTime(String url) throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            String address = url.formatted(silent.getLocalPort());
            assertThatThrownBy(() -> open(address, Map.of("user", "eos", "password", "s3cret")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(address, "did not answer within 8s", "check host and port")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void aWrongPasswordIsAWrongConfiguration() {
        Ledger ledger = TestDatabases.H2.fresh();
        assertThatThrownBy(() -> open(ledger.url(), Map.of("user", "", "password", "s3cret")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aDatabaseThatDoesNotExistIsAWrongConfiguration() {
        String url = TestDatabases.POSTGRES.ledger().url().replaceFirst("/eos_[0-9a-f]+", "/no_such_database");
        assertThatThrownBy(() -> open(url, Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no such database");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingDriverNamesTheArtifactToAdd(Database database) {
        ClassLoader without = ClassLoader.getPlatformClassLoader();
        assertThatThrownBy(() -> Pool.requireDriver(database, without))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(database.artifact());
    }

    @Test
    void aDataSourceOfTheUsersIsUsedAndLeftAsItWas() throws SQLException {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create(TestDatabases.H2.fresh().url(), "", "");
        try (TransactionalResultStore<Connection> store =
                JdbcStores.on(pool).prefix("own_").createSchema(true).open()) {
            assertThat(store.preflight(DAY)).isEmpty();
            Node node = Node.of(store, "p", 0);
            node.record("a");
            assertThat(node.find("a")).isPresent();
        }
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThat(pool.getActiveConnections()).isZero();
        pool.dispose();
    }

    @Test
    void aWriteDelayOfH2IsRefused() {
        String url = "jdbc:h2:file:./target/h2/" + Node.newProcessor();
        try (TransactionalResultStore<Connection> store = open(url, Map.of())) {
            assertThat(store.preflight(DAY)).isEmpty();
        }
        try (TransactionalResultStore<Connection> store = open(url + ";WRITE_DELAY=500", Map.of())) {
            assertRefused(store.preflight(DAY), "WRITE_DELAY is 500");
        }
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:./target/h2/" + Node.newProcessor(), "", "");
        try (TransactionalResultStore<Connection> store = JdbcStores.on(pool).open()) {
            assertRefused(store.preflight(DAY), "WRITE_DELAY is 500");
        }
        pool.dispose();
    }

    @Test
    void h2InMemoryIsWarnedAbout() {
        try (TransactionalResultStore<Connection> store = open("jdbc:h2:mem:" + Node.newProcessor(), Map.of())) {
            assertThat(store.preflight(DAY)).extracting(Finding::severity).containsExactly(Severity.WARN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void durableServersPass(TestDatabases database) {
        try (TransactionalResultStore<Connection> store = database.ledger().open()) {
            assertThat(store.preflight(DAY)).isEmpty();
            assertThat(store.traits().product()).isNotBlank();
        }
    }

    @Test
    void aPostgresThatForgetsIsRefused() {
        try (PostgresServer server =
                PostgresServer.open(DatabaseOptions.defaults().withDurable(false))) {
            Assumptions.assumeFalse(server.isExternal(), "its settings are the environment's");
            try (TransactionalResultStore<Connection> store = new Ledger(server.jdbcUrl()).open()) {
                assertRefused(store.preflight(DAY), "fsync", "synchronous_commit", "full_page_writes");
            }
        }
    }

    @Test
    void aMariaDbThatForgetsIsRefused() {
        Ledger ledger = TestDatabases.MARIADB.fresh();
        try (MariaDbServer server =
                MariaDbServer.open(DatabaseOptions.defaults().withDurable(false))) {
            Assumptions.assumeFalse(server.isExternal(), "its settings are the environment's");
            try (TransactionalResultStore<Connection> store = new Ledger(server.jdbcUrl()).open()) {
                assertRefused(store.preflight(DAY), "innodb_flush_log_at_trx_commit");
            }
        }
        try (TransactionalResultStore<Connection> store = ledger.open()) {
            ledger.execute("ALTER TABLE eos_result ENGINE = Aria");
            assertRefused(store.preflight(DAY), "InnoDB");
        }
    }

    private static void assertRefused(List<Finding> findings, String... words) {
        assertThat(findings).hasSameSizeAs(words).allMatch(finding -> finding.severity() == Severity.REFUSE);
        for (int i = 0; i < words.length; i++) {
            assertThat(findings.get(i).message()).contains(words[i]);
        }
    }

    @SuppressWarnings("unchecked") // the provider opens nothing else
    private static TransactionalResultStore<Connection> open(String url, Map<String, String> settings) {
        StoreConfig config = new StoreConfig(StoreAddress.parse(url), settings, StoreConfig.DEFAULT_PREFIX);
        return (TransactionalResultStore<Connection>) new JdbcResultStoreProvider().open(config);
    }
}
