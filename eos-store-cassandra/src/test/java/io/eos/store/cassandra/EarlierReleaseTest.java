package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
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
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    private final ProcessorSpec spec = ProcessorSpec.of(name, Scope.PROCESSOR, Map.of("a", "b"));
    private final Shard shard = new Shard(name, Node.TOPIC, 3);
    private final ResultStore store = TestCluster.open(TestCluster.address(), Map.of());
    private final CassandraStoreConfig config =
            CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of()));
    private final Cluster cluster = Clusters.create(config);
    private final Session session = cluster.connect(config.address().keyspace());

    @AfterEach
    void close() {
        cluster.close();
        store.close();
    }

    private void plant(byte[] result, String pending) {
        session.execute(
                "INSERT INTO eos_processor (name, scope, incarnation, attributes)"
                        + " VALUES (?, 'PROCESSOR', 00000000-0000-0001-0000-000000000002, 0x00000001000161000162)",
                name);
        session.execute("INSERT INTO eos_shard_list (processor, topic, part) VALUES (?, ?, 3)", name, Node.TOPIC);
        session.execute(
                "INSERT INTO eos_shard (processor, topic, part, id, epoch, nonce, node, sequence, watermark,"
                        + " leader_epoch, pending, changed_at) VALUES (?, ?, 3, 0x00, 7, 9, 'n', 4, 12, 2, " + pending
                        + ", 1000)",
                name,
                Node.TOPIC);
        session.execute(
                "INSERT INTO eos_result (processor, id, state, claim_token, nonce, src_topic, src_part, src_offset, body,"
                        + " changed_at) VALUES (?, 0x0161, 2, 0, 42, 00112233-4455-6677-8899-aabbccddeeff, 5,"
                        + " 1234567890123, ?, 1000)",
                name,
                ByteBuffer.wrap(result));
        session.execute(
                "INSERT INTO eos_result (processor, id, state, claim_token, last_token, nonce, node, epoch, redelivered,"
                        + " lease, src_topic, src_part, src_offset, changed_at) VALUES (?, 0x0162, 1, 5, 5, 1, 'n', 7,"
                        + " false, 86400000, ?, 3, 0, toUnixTimestamp(now()))",
                name,
                Node.TOPIC);
    }

    @Test
    void whatTheFirstReleaseWroteIsRead() {
        plant(RESULT, "0x01000000000000000c0003016162");
        assertThat(store.register(spec)).isEqualTo(new Registration(new UUID(1, 2), spec));
        assertThat(store.admin().shards(name))
                .singleElement()
                .satisfies(row -> assertThat(row.epoch()).isEqualTo(7));
        assertReadAsItWas(store, store.acquire(shard, Scope.PROCESSOR, new NodeId("new")));
    }

    @Test
    void aResultOfALaterReleaseIsRefused() {
        plant(laterResult(), "0x01");
        Tenure tenure = store.acquire(shard, Scope.PROCESSOR, new NodeId("new")).tenure();
        assertRefused(store, tenure, "had version 2 and flags 0 but this release reads version 1");
    }

    @Test
    void aPendingListOfALaterReleaseIsRefused() {
        plant(RESULT, "0x02");
        assertThatThrownBy(() -> store.acquire(shard, Scope.PROCESSOR, new NodeId("new")))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("had version 2 but this release reads version 1");
    }

    @Test
    void aScopeOfALaterReleaseIsRefused() {
        plant(RESULT, "0x01");
        session.execute("UPDATE eos_processor SET scope = 'TOPIC' WHERE name = ?", name);
        assertThatThrownBy(() -> store.register(spec))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("processor " + name + " of scope TOPIC");
        // The list of all processors is read by other tests.
        session.execute("DELETE FROM eos_processor WHERE name = ?", name);
    }

    private void assertReadAsItWas(ResultStore store, Acquisition acquired) {
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
    private void assertRefused(ResultStore store, Tenure tenure, String message) {
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
