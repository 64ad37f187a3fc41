package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.DatabaseServer;
import io.eos.servers.MariaDbServer;
import io.eos.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of handler on real database servers, which are killed in the middle of the work and come back: one effect per message, nothing stuck. */
class DatabasesTest {
    private static final int IDS = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<Database, DatabaseServer> SERVERS = new EnumMap<>(Database.class);

    private final String name = Kafkas.name("p");
    private final String source = Kafkas.topic("source", 3);
    private final String target = Kafkas.topic("target", 2);
    private final String deadLetters = Kafkas.topic("dead", 1);
    private final Rig.TokenSink sink = new Rig.TokenSink();

    /** The servers; not the shared ones, since they are killed. */
    enum Database {
        POSTGRES,
        MARIADB;

        DatabaseServer server() {
            return SERVERS.computeIfAbsent(this, missing -> switch (this) {
                case POSTGRES -> PostgresServer.open();
                case MARIADB -> MariaDbServer.open();
            });
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(Database.values())
                .flatMap(database -> Stream.of(HandlerKind.values()).map(kind -> Arguments.of(database, kind)));
    }

    @AfterAll
    static void close() {
        SERVERS.values().forEach(DatabaseServer::close);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachMessageHasOneEffectAlsoWhenTheServerIsKilled(Database database, HandlerKind kind) throws SQLException {
        DatabaseServer server = database.server();
        String url = server.createDatabase(name.replace('-', '_'));
        execute(url, "CREATE TABLE ledger (id VARCHAR(100))");
        Kafkas.send(Kafkas.messages(source, 3, 0, IDS / 2));
        sendAgainElsewhere(IDS / 4);
        try (EosProcessor node = define(kind, url).start()) {
            await().atMost(PATIENCE).until(() -> node.counts().processed() >= IDS / 8);
            if (!server.isExternal()) {
                server.kill();
                server.start();
            }
            Kafkas.send(Kafkas.messages(source, 3, IDS / 2, IDS));
            await().atMost(PATIENCE)
                    .failFast(() -> node.failure().isPresent())
                    .until(() -> Groups.lag(name, source) == 0);
        }
        // A second node finds everything done.
        sendAgainElsewhere(IDS);
        try (EosProcessor node = define(kind, url).start()) {
            await().atMost(PATIENCE)
                    .failFast(() -> node.failure().isPresent())
                    .until(() -> Groups.lag(name, source) == 0);
            assertThat(node.counts().processed()).isZero();
            assertThat(node.counts().skipped()).isEqualTo(IDS);
        }
        verify(kind, url);
    }

    /** Duplicates that another partition brings. */
    private void sendAgainElsewhere(int last) {
        Kafkas.send(Kafkas.messages(source, 3, 0, last).stream()
                .map(record -> new ProducerRecord<>(
                        record.topic(), (record.partition() + 1) % 3, record.key(), record.value()))
                .toList());
    }

    private ProcessorDefinition define(HandlerKind kind, String url) {
        var builder = Eos.processor(name)
                .bootstrapServers(Kafkas.servers())
                .topics(source)
                .store(url)
                .identity(MessageIdentity.key())
                .set("store.create-schema", "true")
                .set("dead-letter-topic", deadLetters)
                .set("batch-size", "10")
                .set("claim-batch", "5")
                .set("idle-flush", "200ms")
                .set("kafka.producer.transaction.timeout.ms", "3000")
                .deserializers(new StringDeserializer(), new StringDeserializer());
        return switch (kind) {
            case TRANSFORM ->
                builder.transform(new StringSerializer(), new StringSerializer(), (message, context) -> {
                    rejectPoison(message.key());
                    return List.of(new ProducerRecord<>(target, message.key(), message.value()));
                });
            case TRANSACT ->
                builder.transact(Connection.class, (message, connection, context) -> {
                    rejectPoison(message.key());
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                        insert.setString(1, message.value());
                        insert.executeUpdate();
                    }
                });
            case HANDLE ->
                builder.handle((message, context) -> {
                    rejectPoison(message.key());
                    sink.apply(message, context);
                });
        };
    }

    private static void rejectPoison(String key) {
        if (Poison.is(Integer.parseInt(key.substring(3)))) {
            throw new RejectedMessageException("poison");
        }
    }

    private void verify(HandlerKind kind, String url) throws SQLException {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int id = 0; id < IDS; id++) {
            (Poison.is(id) ? bad : good).add("v-" + id);
        }
        List<String> effects = switch (kind) {
            case TRANSFORM -> Kafkas.values(target);
            case TRANSACT -> ledger(url);
            // The node lived, so no call was doubled either.
            case HANDLE -> sink.calls();
        };
        assertThat(effects).containsExactlyInAnyOrderElementsOf(good);
        assertThat(Kafkas.values(deadLetters)).containsExactlyInAnyOrderElementsOf(bad);
    }

    private static List<String> ledger(String url) throws SQLException {
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

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
