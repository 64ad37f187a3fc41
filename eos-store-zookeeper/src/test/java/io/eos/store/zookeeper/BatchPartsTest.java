package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eos.api.MessageId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.store.zookeeper.Wire.Break;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches that do not fit into one {@code multi}. */
class BatchPartsTest {
    private final TestZooKeeper direct = TestZooKeeper.shared();
    private final ZooKeeperResultStore store = direct.open(Map.of());
    private final String name = Node.newProcessor();

    @AfterEach
    void close() {
        store.close();
    }

    /** Which of them take more than one part. */
    private static Completion[] large(Node node, int count, int bytes) {
        return IntStream.range(0, count)
                .mapToObj(i -> node.completion("id-" + i, "x".repeat(bytes)))
                .toArray(Completion[]::new);
    }

    @Test
    void anOverLargeMultiLooksLikeALostConnection() throws Exception {
        try (CuratorFramework curator = direct.connect()) {
            List<Op> operations = List.of(
                    Op.create("/" + name, new byte[2 << 20], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
            curator.blockUntilConnected();
            assertThatThrownBy(() -> curator.getZookeeperClient().getZooKeeper().multi(operations))
                    .isInstanceOf(KeeperException.ConnectionLossException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOverLargeBatchIsRecordedInParts(Scope scope) {
        Node node = scope == Scope.SHARD ? Node.ofSegments(store, name) : Node.of(store, name, 0);
        Completion[] completions = large(node, 250, 10_000);
        assertThat(node.record(node.next(250), completions))
                .hasSize(completions.length)
                .hasOnlyElementsOfType(Recorded.class);
        assertThat(node.find("id-0")).contains(completions[0].result());
        assertThat(node.find("id-249")).contains(completions[249].result());
        assertThat(checkpoint().watermark()).isEqualTo(250);
    }

    @ParameterizedTest
    @EnumSource
    void theLongestResultsAndTheLongestCheckpointFitTogether(Scope scope) {
        Node node = scope == Scope.SHARD ? Node.ofSegments(store, name) : Node.of(store, name, 0);
        Pending[] pending = IntStream.range(0, 5_000)
                .mapToObj(i -> new Pending(i, MessageId.business("a-message-id-of-the-usual-length-with-" + i)))
                .toArray(Pending[]::new);
        Completion[] completions = large(node, 5, Limits.MAX_RESULT_BYTES - 200);
        assertThat(node.record(node.next(1, pending), completions)).hasOnlyElementsOfType(Recorded.class);
        assertThat(checkpoint().pending()).hasSize(5_000);
    }

    @Test
    void whatFillsAPartFitsBesideTheLongestCheckpointAndTheOpenSegment() {
        try (Wire wire = new Wire(direct.servers());
                ZooKeeperResultStore counted = new TestZooKeeper(wire.address()).open(Map.of())) {
            Node node = Node.ofSegments(counted, name);
            Pending[] pending = IntStream.range(0, 7_000)
                    .mapToObj(i -> new Pending(i, MessageId.business("a-message-id-of-the-usual-length-with-" + i)))
                    .toArray(Pending[]::new);
            Completion[] completions = large(node, 6, 250 << 10);
            int before = wire.roundTrips();
            assertThat(node.record(node.next(1, pending), completions)).hasOnlyElementsOfType(Recorded.class);
            assertThat(wire.roundTrips() - before).as("one for each part").isEqualTo(3);
        }
    }

    @Test
    void moreThatIsPendingThanAZnodeHoldsIsRefusedWithTheLimit() {
        Node node = Node.of(store, name, 0);
        Pending[] pending = IntStream.range(0, 2_000)
                .mapToObj(i -> new Pending(i, MessageId.content(new byte[200])))
                .toArray(Pending[]::new);
        assertThatThrownBy(() -> node.record(node.next(1, pending), node.completion("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(Checkpoint.MAX_PENDING_BYTES));
        assertThat(node.find("a")).isEmpty();
    }

    @Test
    void betweenTwoPartsTheWatermarkStaysAndOnlyWhatIsWrittenIsPending() {
        Wire wire = new Wire(direct.servers());
        try (wire;
                ZooKeeperResultStore broken =
                        new TestZooKeeper(wire.address()).open(Map.of("connection-timeout", "1s"))) {
            Node node = Node.of(broken, name, 0);
            node.record(node.next(1));
            Completion[] completions = large(node, 100, 10_000);
            Pending first = new Pending(3, completions[0].id());
            Pending last = new Pending(99, completions[99].id());
            Pending earlier = new Pending(2, MessageId.business("recorded-before"));
            Checkpoint checkpoint = node.next(50, earlier, first, last);
            wire.breakAt(Break.BEFORE_THE_REQUEST, 1, true);
            assertThatThrownBy(() -> node.record(checkpoint, completions)).isInstanceOf(OutcomeUnknownException.class);

            assertThat(node.through(store).find("id-0")).isPresent();
            assertThat(node.through(store).find("id-99")).isEmpty();
            assertThat(checkpoint().watermark()).isEqualTo(1);
            assertThat(checkpoint().pending()).containsExactly(earlier, first);

            wire.mend();
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .untilAsserted(() ->
                            assertThat(node.record(checkpoint, completions)).hasOnlyElementsOfType(Recorded.class));
            assertThat(checkpoint().watermark()).isEqualTo(50);
            assertThat(checkpoint().pending()).containsExactly(earlier, first, last);
        }
    }

    @Test
    void aTenureThatEndsBetweenTwoPartsIsUnknownRatherThanFenced() {
        Wire wire = new Wire(direct.servers());
        try (wire;
                ZooKeeperResultStore late = new TestZooKeeper(wire.address()).open(Map.of())) {
            Node node = Node.of(late, name, 0);
            wire.breakAt(Break.NEVER_BUT_LATE, 1, false);
            CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> node.record(node.next(9), large(node, 100, 10_000))));
            Awaitility.await().until(wire::isBroken);
            Node.of(store, name, 0);
            wire.release();
            assertThat(failure.join()).isInstanceOf(OutcomeUnknownException.class);
            assertThat(node.through(store).find("id-0")).isPresent();
            assertThat(node.through(store).find("id-99")).isEmpty();
            assertThat(checkpoint().hasWatermark()).isFalse();
        }
    }

    private Checkpoint checkpoint() {
        return store.admin().shards(name).get(0).checkpoint();
    }
}
