package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome.Busy;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Conflict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often the store waits for ZooKeeper, as the documentation says. */
class RoundTripsTest {
    private static final Duration LEASE = Duration.ofHours(1);

    private final Wire wire = new Wire(TestZooKeeper.shared().servers());
    private final ZooKeeperResultStore store = new TestZooKeeper(wire.address()).open(Map.of());
    private final Node node = Node.of(store, Node.newProcessor(), 0);

    @AfterEach
    void close() {
        store.close();
        wire.close();
    }

    private <T> T taking(int roundTrips, Supplier<T> call) {
        int before = wire.roundTrips();
        T outcome = call.get();
        assertThat(wire.roundTrips() - before).isEqualTo(roundTrips);
        return outcome;
    }

    @Test
    void whatNobodyHasHeardOfTakesOne() {
        assertThat(taking(1, () -> node.claim("a", 1, LEASE))).isInstanceOf(Granted.class);
        assertThat(taking(1, () -> node.record(node.completion("b")))).isInstanceOf(Recorded.class);
        assertThat(taking(1, () -> transact(node.completion("c")))).isEqualTo(new Committed());
    }

    @Test
    void whatIsThereTakesTwoMoreAndInATransactionThree() {
        Granted granted = (Granted) node.claim("a", 1, LEASE);
        node.record(node.completion("b"));
        assertThat(taking(3, () -> node.claim("a", 2, LEASE))).isInstanceOf(Busy.class);
        assertThat(taking(3, () -> node.record(node.completion("b")))).isInstanceOf(Superseded.class);
        assertThat(taking(2, () -> transact(node.completion("b")))).isInstanceOf(Conflict.class);
        assertThat(taking(4, () -> transact(node.completion("a")))).isEqualTo(new Committed());
        assertThat(granted.redelivered()).isFalse();
    }

    @Test
    void whatWasClaimedTakesTwo() {
        Granted granted = (Granted) node.claim("a", 1, LEASE);
        Completion completion = new Completion(granted.id(), node.result(0, "x"), granted.token());
        assertThat(taking(2, () -> node.record(completion))).isInstanceOf(Recorded.class);
        Completion deadLetter = new Completion(granted.id(), node.result(0, "y"), granted.token());
        RecordOutcome replaced =
                taking(2, () -> store.replace(node.tenure, completion.result().nonce(), deadLetter, node.next()));
        assertThat(replaced).isInstanceOf(Recorded.class);
    }

    @Test
    void aShardWithSegmentsTakesOneForABatchAndOneToLookItUp() {
        Node shard = Node.ofSegments(store, Node.newProcessor());
        Completion[] batch = new Completion[Limits.MAX_BATCH];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = shard.completion("id-" + i, "x".repeat(100));
        }
        List<MessageId> ids = Stream.of(batch).map(Completion::id).toList();
        assertThat(taking(1, () -> store.find(shard.tenure, ids))).containsOnly(Optional.empty());
        assertThat(taking(1, () -> shard.record(shard.next(), batch))).hasOnlyElementsOfType(Recorded.class);
        assertThat(taking(1, () -> store.find(shard.tenure, ids))).doesNotContain(Optional.empty());
        assertThat(taking(2, () -> shard.record(shard.next(), batch))).hasOnlyElementsOfType(Recorded.class);
        assertThat(taking(1, () -> transact(shard, shard.completion("new")))).isEqualTo(new Committed());
        assertThat(taking(1, () -> transact(shard, shard.completion("new")))).isInstanceOf(Conflict.class);
        RecordOutcome replaced = taking(
                2,
                () -> store.replace(shard.tenure, batch[0].result().nonce(), shard.completion("id-0"), shard.next()));
        assertThat(replaced).isInstanceOf(Recorded.class);
        assertThat(taking(1, () -> shard.record(shard.completion("newer")))).isInstanceOf(Recorded.class);
    }

    @Test
    void onlyTheFirstClaimOfAShardWithSegmentsTakesMore() {
        Node shard = Node.ofSegments(store, Node.newProcessor());
        assertThat(taking(5, () -> shard.claim("a", 1, LEASE))).isInstanceOf(Granted.class);
        assertThat(taking(1, () -> shard.claim("b", 1, LEASE))).isInstanceOf(Granted.class);
        assertThat(taking(2, () -> shard.record(shard.completion("c")))).isInstanceOf(Recorded.class);
        assertThat(taking(1, () -> shard.record(shard.completion("d")))).isInstanceOf(Recorded.class);
    }

    @Test
    void aPurgeReadsNoMorePagesThanItHasTo() throws Exception {
        String name = Node.newProcessor();
        Node shard = Node.ofSegments(store, name);
        shard.record(shard.next(9), shard.completion("a"), shard.completion("b"));
        Layout layout = new Layout("/eos-test", "eos_");
        byte[] empty = SegmentCodec.encode(new PageEntries());
        try (CuratorFramework curator = TestZooKeeper.shared().connect()) {
            for (int page = 2; page <= 2 * Requests.READS; page++) {
                curator.create().forPath(layout.page(shard.tenure.shard(), page), empty);
            }
        }
        assertThat(taking(6, () -> store.purge(new PurgeRequest(name, LEASE, 1))))
                .as("clock, directories, shards, pages' names, the first pages, owners")
                .isZero();
        await().untilAsserted(() -> assertThat(
                        taking(10, () -> store.purge(new PurgeRequest(name, Duration.ofMillis(1), 1))))
                .as("their segments' names, a page's segments, the watermark and the removal on top")
                .isEqualTo(1));
    }

    private Object transact(Completion completion) {
        return transact(node, completion);
    }

    private Object transact(Node of, Completion completion) {
        return store.transact(of.tenure, effects -> new Commit(List.of(completion), of.next()));
    }
}
