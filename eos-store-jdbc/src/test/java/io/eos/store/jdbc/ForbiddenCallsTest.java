package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler cannot end its transaction through JDBC, whichever way it takes to a connection. */
@ParameterizedClass(name = "{0}")
@EnumSource(TestDatabases.class)
class ForbiddenCallsTest {
    @Parameter
    TestDatabases database = TestDatabases.H2;

    private Ledger ledger = TestDatabases.H2.ledger();
    private TransactionalResultStore<Connection> store = ledger.open();
    private Node node = Node.of(store, "unused", 0);
    private final String name = Node.newProcessor();

    @BeforeEach
    void open() {
        store.close();
        ledger = database.ledger();
        store = ledger.open();
        node = Node.of(store, name, 0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** What must not be called, with the word that its error names. */
    private static Map<String, Node.Effects> forbidden() {
        Executor direct = Runnable::run;
        Map<String, Node.Effects> calls = new LinkedHashMap<>();
        calls.put("commit", Connection::commit);
        calls.put("rollback", Connection::rollback);
        calls.put("close", Connection::close);
        calls.put("abort", connection -> connection.abort(direct));
        calls.put("setAutoCommit", connection -> connection.setAutoCommit(true));
        calls.put(
                "setTransactionIsolation",
                connection -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
        return calls;
    }

    @Test
    void isRefusedAlsoIfTheErrorIsSwallowed() {
        forbidden().forEach((word, call) -> {
            AtomicReference<String> message = new AtomicReference<>("");
            TransactionOutcome outcome = node.transact("a", connection -> {
                ledger.append(connection, name, word);
                try {
                    call.run(connection);
                } catch (SQLException e) {
                    message.set(e.getMessage());
                }
            });
            assertThat(outcome)
                    .as(word)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).contains(word));
            assertThat(message.get()).contains(word);
        });
        assertNothingHappened();
    }

    @Test
    void isRefusedRatherThanFailedIfTheErrorIsNotSwallowed() {
        forbidden()
                .forEach((word, call) ->
                        assertThat(node.transact("a", call)).as(word).isInstanceOf(Refused.class));
        assertNothingHappened();
    }

    @Test
    void isRefusedByEveryWayToAConnection() {
        Map<String, Node.Effects> ways = new LinkedHashMap<>();
        ways.put("unwrap", connection -> connection.unwrap(Connection.class).commit());
        ways.put(
                "statement",
                connection -> connection.createStatement().getConnection().commit());
        ways.put("prepared", connection -> prepare(connection).getConnection().commit());
        ways.put(
                "metadata",
                connection -> connection.getMetaData().getConnection().commit());
        ways.put(
                "result set",
                connection -> query(connection).getStatement().getConnection().commit());
        ways.put("try-with-resources", connection -> {
            try (connection) {
                ledger.append(connection, name, "x");
            }
        });
        ways.put(
                "lent",
                connection ->
                        JdbcResources.asDataSource(connection).getConnection().commit());
        ways.put(
                "lent statement",
                connection -> JdbcResources.asDataSource(connection)
                        .getConnection()
                        .createStatement()
                        .getConnection()
                        .commit());
        ways.put(
                "statement unwrapped",
                connection -> connection
                        .createStatement()
                        .unwrap(Statement.class)
                        .getConnection()
                        .unwrap(Connection.class)
                        .close());
        ways.forEach((way, commit) -> assertThat(node.transact("a", connection -> {
                    ledger.append(connection, name, way);
                    commit.run(connection);
                }))
                .as(way)
                .isInstanceOf(Refused.class));
        assertNothingHappened();
    }

    @Test
    void theDriversOwnObjectsAreNotGivenAway() {
        node.transact("a", connection -> {
            Class<?> driver = ledgerClass();
            assertThat(connection.isWrapperFor(driver)).isFalse();
            assertThatThrownBy(() -> connection.unwrap(driver)).isInstanceOf(SQLException.class);
        });
        assertThat(node.find("a")).isPresent();
    }

    private Class<?> ledgerClass() throws SQLException {
        try (Connection plain = ledger.connect()) {
            return plain.getClass();
        }
    }

    @Test
    void anotherThreadIsRefused() {
        assertThat(node.transact("a", connection -> {
                    Thread thread = new Thread(() -> {
                        try {
                            ledger.append(connection, name, "from another thread");
                        } catch (SQLException e) {
                            // Swallowed, as such code does.
                        }
                    });
                    thread.start();
                    thread.join();
                }))
                .isInstanceOf(Refused.class);
        assertNothingHappened();
    }

    @Test
    void theConnectionIsDeadAfterTheWork() throws SQLException {
        List<Connection> kept = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        node.transact("a", connection -> {
            kept.add(connection);
            statements.add(connection.createStatement());
        });
        Connection connection = kept.get(0);
        Statement statement = statements.get(0);
        assertThat(connection.isClosed()).isTrue();
        connection.close();
        statement.close();
        assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
        assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> statement.execute("DELETE FROM ledger")).isInstanceOf(SQLException.class);
    }

    @Test
    void whatDoesNotEndTheTransactionIsAllowed() {
        TransactionOutcome outcome = node.transact("a", connection -> {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(connection.getTransactionIsolation());
            assertThat(connection.isValid(1)).isTrue();
            ledger.append(connection, name, "one");
            Savepoint savepoint = connection.setSavepoint("mine");
            ledger.append(connection, name, "undone");
            connection.rollback(savepoint);
            ResultSet rows = query(connection);
            assertThat(rows.getStatement()).isEqualTo(rows.getStatement());
            DataSource lent = JdbcResources.asDataSource(connection);
            for (String line : new String[] {"two", "three"}) {
                try (Connection framework = lent.getConnection()) {
                    ledger.append(framework, name, line);
                }
            }
        });
        assertThat(outcome).isEqualTo(new Committed());
        assertThat(ledger.lines(name)).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(node.find("a")).isPresent();
    }

    @Test
    void aFailureOfTheWorksOwnIsNoRefusal() {
        assertThatThrownBy(() -> node.transact("a", connection -> {
                    ledger.append(connection, name, "x");
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("this is no SQL");
                    }
                }))
                .isInstanceOf(WorkFailedException.class)
                .hasRootCauseInstanceOf(SQLException.class);
        assertNothingHappened();
    }

    private void assertNothingHappened() {
        assertThat(ledger.lines(name)).isEmpty();
        assertThat(node.find("a")).isEmpty();
    }

    private static PreparedStatement prepare(Connection connection) throws SQLException {
        return connection.prepareStatement("SELECT 1");
    }

    private static ResultSet query(Connection connection) throws SQLException {
        ResultSet rows = prepare(connection).executeQuery();
        assertThat(rows.next()).isTrue();
        return rows;
    }
}
