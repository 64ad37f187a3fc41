package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.PostgresServer;
import io.eos.servers.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What handlers must not do to their transaction, on a server where it would be a silent rollback: it is a dead letter, and nothing is lost. */
class PostgresTransactTest {
    private static final int IDS = 60;
    private static final int BAD = 33;
    private static final PostgresServer SERVER = Servers.postgres();

    private final String name = Kafkas.name("p");
    private final String source = Kafkas.topic("source", 2);
    private final String deadLetters = Kafkas.topic("dead", 1);
    private final String url = SERVER.createDatabase(name.replace('-', '_'));

    @BeforeEach
    void makeTheLedger() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ledger (id VARCHAR PRIMARY KEY)");
        }
    }

    @Test
    void aHandlerThatSwallowsAnSqlError() throws SQLException {
        List<String> lines = run((value, statement) -> {
            statement.execute("INSERT INTO ledger VALUES ('" + value + "')");
            if (value.equals("v-" + BAD)) {
                try {
                    statement.execute("INSERT INTO ledger VALUES ('" + value + "')");
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("23505");
                }
            }
        });
        assertThat(lines).containsExactlyInAnyOrderElementsOf(good());
        assertBad();
    }

    @Test
    void aHandlerThatCommitsBySql() throws SQLException {
        assertRefused("COMMIT");
    }

    @Test
    void aHandlerThatRollsBackBySql() throws SQLException {
        assertRefused("ROLLBACK");
    }

    @Test
    void aHandlerThatCommitsByItsConnection() throws SQLException {
        List<String> lines = run((value, statement) -> {
            statement.execute("INSERT INTO ledger VALUES ('" + value + "')");
            if (value.equals("v-" + BAD)) {
                statement.getConnection().unwrap(Connection.class).commit();
            }
        });
        assertThat(lines).containsExactlyInAnyOrderElementsOf(good());
        assertBad();
    }

    private void assertRefused(String sql) throws SQLException {
        List<String> lines = run((value, statement) -> {
            if (value.equals("v-" + BAD)) {
                statement.execute(sql);
            } else {
                statement.execute("INSERT INTO ledger VALUES ('" + value + "')");
            }
        });
        assertThat(lines).containsExactlyInAnyOrderElementsOf(good());
        assertBad();
    }

    private void assertBad() {
        assertThat(Kafkas.values(deadLetters)).containsExactly("v-" + BAD);
        assertThat(Kafkas.deadLetterReasons(deadLetters)).containsExactly("failed");
    }

    private static List<String> good() {
        List<String> expected = new ArrayList<>(Rig.values(0, IDS));
        expected.remove("v-" + BAD);
        return expected;
    }

    @FunctionalInterface
    private interface Handler {
        void handle(String value, Statement statement) throws SQLException;
    }

    private List<String> run(Handler handler) throws SQLException {
        Kafkas.send(Kafkas.messages(source, 2, 0, IDS));
        var definition = Eos.processor(name)
                .bootstrapServers(Kafkas.servers())
                .topics(source)
                .store(url)
                .identity(MessageIdentity.key())
                .set("store.create-schema", "true")
                .set("dead-letter-topic", deadLetters)
                .set("handler-retries", "1")
                .set("batch-size", "10")
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transact(Connection.class, (message, connection, context) -> {
                    try (Statement statement = connection.createStatement()) {
                        handler.handle(message.value(), statement);
                    }
                });
        try (EosProcessor node = definition.start()) {
            await().atMost(Rig.PATIENCE)
                    .failFast(() -> node.failure().isPresent())
                    .until(() -> Groups.lag(name, source) == 0);
        }
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM ledger")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
