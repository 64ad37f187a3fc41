package io.eos.store.jdbc;

import static io.eos.testkit.EarlierRelease.CLAIMED;
import static io.eos.testkit.EarlierRelease.DONE;
import static io.eos.testkit.EarlierRelease.assertReadAsItWas;
import static io.eos.testkit.EarlierRelease.assertRefused;
import static io.eos.testkit.EarlierRelease.laterResult;
import static io.eos.testkit.EarlierRelease.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.CorruptRecordException;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of the first release, written as it wrote them and by a plain client, are read; those of a later one are refused, and never absent. */
class EarlierReleaseTest {
    private final String name = Node.newProcessor();
    private final int number = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private final ProcessorSpec spec = ProcessorSpec.of(name, Scope.PROCESSOR, Map.of("a", "b"));
    private final Shard shard = new Shard(name, Node.TOPIC, 3);

    private static void insert(Connection connection, String table, @Nullable Object... values) throws SQLException {
        String marks = "?" + ", ?".repeat(values.length - 1);
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO eos_" + table + " VALUES (" + marks + ")")) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private void plant(Ledger ledger, byte[] result, String pending) throws SQLException {
        HexFormat hex = HexFormat.of();
        long now = Instant.now().toEpochMilli() * 1000;
        try (Connection connection = ledger.connect()) {
            insert(
                    connection,
                    "processor",
                    number,
                    name,
                    "PROCESSOR",
                    new UUID(1, 2).toString(),
                    hex.parseHex("00000001000161000162"));
            insert(
                    connection,
                    "shard",
                    number,
                    number,
                    Node.TOPIC.toString(),
                    3,
                    7L,
                    9L,
                    "n",
                    4L,
                    12L,
                    2,
                    hex.parseHex(pending),
                    now);
            insert(
                    connection,
                    "result",
                    -number,
                    DONE.toBytes(),
                    2,
                    number,
                    1_234_567_890_123L,
                    0L,
                    0L,
                    0L,
                    0,
                    0L,
                    null,
                    result,
                    now);
            insert(
                    connection,
                    "result",
                    -number,
                    CLAIMED.toBytes(),
                    1,
                    number,
                    -1L,
                    5L,
                    1L,
                    7L,
                    0,
                    now + 86_400_000_000L,
                    "n",
                    null,
                    now);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheFirstReleaseWroteIsRead(TestDatabases database) throws SQLException {
        try (TransactionalResultStore<Connection> store = database.ledger().open()) {
            plant(database.ledger(), result(), "01000000000000000c0003016162");
            assertThat(store.register(spec)).isEqualTo(new Registration(new UUID(1, 2), spec));
            assertThat(store.admin().shards(name))
                    .singleElement()
                    .satisfies(row -> assertThat(row.epoch()).isEqualTo(7));
            assertReadAsItWas(store, store.acquire(shard, Scope.PROCESSOR, new NodeId("new")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatALaterReleaseWroteIsRefused(TestDatabases database) throws SQLException {
        try (TransactionalResultStore<Connection> store = database.ledger().open()) {
            plant(database.ledger(), laterResult(), "01");
            Tenure tenure =
                    store.acquire(shard, Scope.PROCESSOR, new NodeId("new")).tenure();
            assertRefused(store, tenure, "had version 2 and flags 0 but this release reads version 1");

            try (Connection connection = database.ledger().connect();
                    PreparedStatement update =
                            connection.prepareStatement("UPDATE eos_shard SET pending = ? WHERE number = " + number)) {
                update.setBytes(1, new byte[] {2});
                update.executeUpdate();
            }
            assertThatThrownBy(() -> store.acquire(shard, Scope.PROCESSOR, new NodeId("new")))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("had version 2 but this release reads version 1");

            database.ledger().execute("UPDATE eos_processor SET scope = 'TOPIC' WHERE number = " + number);
            assertThatThrownBy(() -> store.register(spec))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("processor " + name + " of scope TOPIC");
            // The list of all processors is read by other tests.
            database.ledger().execute("DELETE FROM eos_processor WHERE number = " + number);
        }
    }
}
