package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.StoreUnavailableException;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Victim;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler's SQL can do to its transaction behind JDBC's back, and what becomes of it. */
class SlippedSqlTest {
    private static final Map<String, String> IDLE_A_SECOND =
            Map.of("create-schema", "true", "transaction-idle-timeout", "1s");

    private final String name = Node.newProcessor();

    @ParameterizedTest
    @CsvSource({
        "H2, COMMIT",
        "H2, 'EXECUTE IMMEDIATE ''COMMIT'''",
        "H2, ROLLBACK",
        "H2, SET AUTOCOMMIT TRUE",
        "H2, CREATE TABLE IF NOT EXISTS slipped (n INT)",
        "POSTGRES, COMMIT",
        "POSTGRES, ROLLBACK",
        "POSTGRES, COMMIT AND CHAIN",
        "POSTGRES, ROLLBACK AND CHAIN",
        "MARIADB, COMMIT",
        "MARIADB, 'EXECUTE IMMEDIATE ''COMMIT'''",
        "MARIADB, ROLLBACK",
        "MARIADB, START TRANSACTION",
        "MARIADB, SET autocommit = 1",
        "MARIADB, CREATE TABLE IF NOT EXISTS slipped (n INT)",
    })
    void whatEndsTheTransactionIsRefused(TestDatabases database, String sql) {
        try (TransactionalResultStore<Connection> store = database.ledger().open()) {
            Node node = Node.of(store, name, 0);
            assertThat(node.transact("a", connection -> execute(connection, sql)))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).contains("COMMIT"));
            assertThat(node.find("a")).isEmpty();
            // The connection that goes back to the pool is as good as before.
            assertThat(node.transact("b", connection -> database.ledger().append(connection, name, "b")))
                    .isEqualTo(new Committed());
        }
        assertThat(database.ledger().lines(name)).containsExactly("b");
    }

    @Test
    void ddlIsPartOfTheTransactionOnPostgres() {
        try (TransactionalResultStore<Connection> store =
                TestDatabases.POSTGRES.ledger().open()) {
            Node node = Node.of(store, name, 0);
            assertThat(node.transact("a", connection -> execute(connection, "CREATE TEMPORARY TABLE t (n INT)")))
                    .isEqualTo(new Committed());
        }
    }

    @Test
    void aSwallowedErrorOnPostgresIsRefusedAndNoSilentRollback() {
        Ledger ledger = TestDatabases.POSTGRES.ledger();
        try (TransactionalResultStore<Connection> store = ledger.open()) {
            Node node = Node.of(store, name, 0);
            assertThat(node.transact("a", connection -> {
                        ledger.append(connection, name, "lost");
                        swallow(connection, "SELECT 1 / 0");
                    }))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).contains("swallowed"));
            assertThat(node.find("a")).isEmpty();
        }
        assertThat(ledger.lines(name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "MARIADB"})
    void aSwallowedErrorElsewhereLosesNothing(TestDatabases database) {
        Ledger ledger = database.ledger();
        try (TransactionalResultStore<Connection> store = ledger.open()) {
            Node node = Node.of(store, name, 0);
            assertThat(node.transact("a", connection -> {
                        ledger.append(connection, name, "kept");
                        swallow(connection, "SELECT * FROM no_such_table");
                    }))
                    .isEqualTo(new Committed());
            assertThat(node.find("a")).isPresent();
        }
        assertThat(ledger.lines(name)).containsExactly("kept");
    }

    @Test
    void aConstraintThatIsCheckedAtTheCommitIsTheWorksFailure() {
        Ledger ledger = TestDatabases.POSTGRES.ledger();
        ledger.execute("CREATE TABLE IF NOT EXISTS late (n INT UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        try (TransactionalResultStore<Connection> store = ledger.open()) {
            Node node = Node.of(store, name, 0);
            assertThatThrownBy(() -> node.transact("a", connection -> {
                        execute(connection, "INSERT INTO late VALUES (1)");
                        execute(connection, "INSERT INTO late VALUES (1)");
                    }))
                    .isInstanceOf(WorkFailedException.class);
            assertThat(node.find("a")).isEmpty();
        }
    }

    @Test
    void aServerThatEndsTheConnectionIsUnavailable() {
        try (TransactionalResultStore<Connection> store =
                TestDatabases.POSTGRES.ledger().open()) {
            Node node = Node.of(store, name, 0);
            assertThatThrownBy(() -> node.transact(
                            "a", connection -> execute(connection, "SELECT pg_terminate_backend(pg_backend_pid())")))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(node.find("a")).isEmpty();
        }
    }

    /** H2 has no such limit. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void aHandlerThatIdlesTooLongFails(TestDatabases database) {
        Ledger ledger = database.ledger();
        try (TransactionalResultStore<Connection> store = ledger.open(IDLE_A_SECOND, "eos_")) {
            Node node = Node.of(store, name, 0);
            assertIdledTooLong(() -> node.transact("a", connection -> {
                ledger.append(connection, name, "x");
                awaitEnd(database, number(connection, database.connectionId()));
                ledger.append(connection, name, "y");
            }));
            assertThat(node.find("a")).isEmpty();
        }
        assertThat(ledger.lines(name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void aHandlerThatIdlesTooLongAtItsEndFails(TestDatabases database) {
        Ledger ledger = database.ledger();
        try (TransactionalResultStore<Connection> store = ledger.open(IDLE_A_SECOND, "eos_")) {
            Node node = Node.of(store, name, 0);
            assertIdledTooLong(() -> node.transact("a", connection -> {
                ledger.append(connection, name, "x");
                awaitEnd(database, number(connection, database.connectionId()));
            }));
            assertThat(node.find("a")).isEmpty();
        }
        assertThat(ledger.lines(name)).isEmpty();
    }

    private static void assertIdledTooLong(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(WorkFailedException.class)
                .cause()
                .hasMessageContaining("transaction-idle-timeout of 1s");
    }

    private static void awaitEnd(TestDatabases database, long connection) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Connection other = database.ledger().connect()) {
                return number(other, database.countConnections(connection)) == 0;
            }
        });
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlockOfHandlersMakesOneAVictimAndTheOtherCommits(TestDatabases database) throws Exception {
        Ledger ledger = database.ledger();
        ledger.execute("CREATE TABLE IF NOT EXISTS account (id VARCHAR(100) PRIMARY KEY, n INT)");
        ledger.execute("INSERT INTO account VALUES ('" + name + "-1', 0), ('" + name + "-2', 0)");
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (TransactionalResultStore<Connection> store = ledger.open()) {
            Future<Object> there = executor.submit(() -> both(store, 1, 2, bothHoldOne));
            Future<Object> back = executor.submit(() -> both(store, 2, 1, bothHoldOne));
            Object one = there.get(60, TimeUnit.SECONDS);
            Object two = back.get(60, TimeUnit.SECONDS);
            assertThat(new Object[] {one, two}).hasAtLeastOneElementOfType(Victim.class);
            assertThat(new Object[] {one, two}).contains(new Committed());
        } finally {
            executor.shutdownNow();
        }
    }

    private Object both(TransactionalResultStore<Connection> store, int first, int second, CyclicBarrier barrier) {
        return Node.of(store, name, first).transact("id-" + first, connection -> {
            execute(connection, "UPDATE account SET n = n + 1 WHERE id = '" + name + "-" + first + "'");
            barrier.await(30, TimeUnit.SECONDS);
            execute(connection, "UPDATE account SET n = n + 1 WHERE id = '" + name + "-" + second + "'");
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void swallow(Connection connection, String sql) {
        try {
            execute(connection, sql);
        } catch (SQLException e) {
            // As a handler does that knows better.
        }
    }
}
