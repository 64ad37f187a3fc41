package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Busy;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of the first release, written as it wrote them and by a plain client, are read; those of a later one are refused, and never absent. */
class EarlierReleaseTest {
    /** What the first release wrote for this result: {@code result-v1-small.hex} of eos-api. */
    private static final byte[] RESULT = HexFormat.of()
            .parseHex("e05e010001000000000000002a00112233445566778899aabbccddeeff000000050000011f71fb04"
                    + "cb0000000000000000010000016e000091a4ff3d");

    private static final StoredResult EXPECTED = result(42);

    private static final MessageId DONE = MessageId.business("a");
    private static final MessageId CLAIMED = MessageId.business("b");

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
            plant(database.ledger(), RESULT, "01000000000000000c0003016162");
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

    private void assertReadAsItWas(TransactionalResultStore<Connection> store, Acquisition acquired) {
        assertThat(acquired.tenure().epoch()).isGreaterThan(7);
        assertThat(acquired.last())
                .isEqualTo(new Checkpoint(0, 12, 12, 2, List.of(new Pending(12, MessageId.business("ab")))));
        assertThat(store.find(acquired.tenure(), List.of(DONE, CLAIMED)))
                .containsExactly(Optional.of(EXPECTED), Optional.empty());
        assertThat(store.claim(acquired.tenure(), List.of(new ClaimRequest(CLAIMED, 2, false)), Duration.ofMinutes(1)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.holder()).isEqualTo(new NodeId("n")));
        assertThat(store.admin().lookUp(name, DONE))
                .singleElement()
                .satisfies(entry -> assertThat(entry.result()).isEqualTo(EXPECTED));
    }

    /** Whoever asks for the id, it is neither absent nor anything else. */
    private void assertRefused(TransactionalResultStore<Connection> store, Tenure tenure, String message) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.find(tenure, List.of(DONE)),
                () -> store.claim(tenure, List.of(new ClaimRequest(DONE, 2, false)), Duration.ofMinutes(1)),
                () -> store.record(
                        tenure,
                        List.of(Completion.unclaimed(DONE, result(43))),
                        new Checkpoint(1, -1, 12, -1, List.of())),
                () -> store.admin().lookUp(name, DONE))) {
            assertThatThrownBy(call).isInstanceOf(CorruptRecordException.class).hasMessageContaining(message);
        }
    }

    private static StoredResult result(long nonce) {
        return new StoredResult(
                ResultStatus.PROCESSED,
                nonce,
                new Coordinates(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), 5, 1_234_567_890_123L),
                null,
                null,
                List.of(),
                new NodeId("n"),
                Instant.EPOCH,
                1,
                "");
    }

    private static byte[] laterResult() {
        byte[] later = RESULT.clone();
        later[2] = 2;
        return later;
    }
}
