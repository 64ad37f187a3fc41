package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.ClaimLost;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Conflict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Results in segments: where they are, how they get there, and who may not put them there. */
class SegmentsTest {
    private static final Duration LEASE = Duration.ofHours(1);

    private final TestZooKeeper zooKeeper = TestZooKeeper.shared();
    private final Layout layout = new Layout("/eos-test", "eos_");
    private final ZooKeeperResultStore store = zooKeeper.open(Map.of());
    private final ZooKeeperResultStore other = zooKeeper.open(Map.of());
    private final CuratorFramework curator = zooKeeper.connect();
    private final String name = Node.newProcessor();
    private final Node node = Node.ofSegments(store, name);

    @AfterEach
    void close() {
        curator.close();
        store.close();
        other.close();
    }

    private Completion[] batch(Node of, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> of.completion("id-" + i))
                .toArray(Completion[]::new);
    }

    private int children(String path) throws Exception {
        return curator.getChildren().forPath(path).size();
    }

    private int pages() throws Exception {
        return children(layout.results(node.tenure.shard()));
    }

    private int segmentsOfPage(int page) throws Exception {
        return children(layout.page(node.tenure.shard(), page));
    }

    private int version(Location segment) throws Exception {
        return curator.checkExists()
                .forPath(layout.segment(node.tenure.shard(), segment))
                .getVersion();
    }

    private boolean hasZnode(String id) throws Exception {
        return curator.checkExists().forPath(layout.slot(node.tenure, MessageId.business(id))) != null;
    }

    @Test
    void aBatchTakesFewZnodesAndIsFoundAgain() throws Exception {
        Completion[] batch = batch(node, 0, 200);
        assertThat(node.record(node.next(200), batch)).hasOnlyElementsOfType(Recorded.class);
        assertThat(pages()).isEqualTo(1);
        assertThat(segmentsOfPage(1)).isBetween(2, 20);
        assertThat(hasZnode("id-0")).isFalse();
        Node elsewhere = node.through(other);
        for (Completion each : batch) {
            assertThat(elsewhere.store.find(node.tenure, List.of(each.id())).get(0))
                    .contains(each.result());
        }
        assertThat(node.find("id-200")).isEmpty();
    }

    @Test
    void smallBatchesShareASegmentUntilItIsFull() throws Exception {
        for (int i = 0; i < 5; i++) {
            node.record(node.completion("id-" + i));
        }
        assertThat(segmentsOfPage(1)).isEqualTo(1);
        assertThat(version(new Location(1, 0))).isEqualTo(4);
        node.record(node.completion("large", "x".repeat(ShardIndex.SEGMENT_BYTES)));
        node.record(node.completion("small"));
        assertThat(segmentsOfPage(1)).isEqualTo(3);
        for (String id : List.of("id-0", "id-4", "large", "small")) {
            assertThat(node.find(id)).as(id).isPresent();
        }
    }

    @Test
    void aFullPageIsFollowedByAnother() throws Exception {
        for (int first = 0; first < 2_500; first += Limits.MAX_BATCH) {
            assertThat(node.record(node.next(first), batch(node, first, Limits.MAX_BATCH)))
                    .hasOnlyElementsOfType(Recorded.class);
        }
        assertThat(pages()).isEqualTo(10);
        Node next = Node.ofSegments(other, name);
        for (int first = 0; first < 2_500; first += Limits.MAX_BATCH) {
            assertThat(next.record(next.next(first), batch(next, first, Limits.MAX_BATCH)))
                    .hasOnlyElementsOfType(Superseded.class);
        }
        assertThat(next.record(next.completion("new"))).isInstanceOf(Recorded.class);
        assertThat(next.find("new")).isPresent();
    }

    @Test
    void aPageWithAsManySegmentsAsItNumbersIsFull() throws Exception {
        String large = "x".repeat(3_000);
        for (int first = 0; first < 330; first += 110) {
            Completion[] batch = IntStream.range(first, first + 110)
                    .mapToObj(i -> node.completion("id-" + i, large))
                    .toArray(Completion[]::new);
            node.record(node.next(first), batch);
        }
        assertThat(segmentsOfPage(1)).isEqualTo(PageEntries.MOST);
        assertThat(node.find("id-0")).isPresent();
        assertThat(node.find("id-329")).isPresent();
    }

    @Test
    void anOldTenureWritesNothing() throws Exception {
        node.record(node.completion("a"));
        Node next = Node.ofSegments(other, name);
        assertThatThrownBy(() -> node.record(node.completion("b"))).isInstanceOf(FencedException.class);
        assertThat(version(new Location(1, 0))).isZero();
        assertThat(next.find("b")).isEmpty();
        assertThat(node.find("a")).as("looked up by who lost it").isPresent();
    }

    @Test
    void whoKnowsAnOlderStateOfTheShardIsRefusedAndLooksAgain() {
        Node elsewhere = node.through(other);
        node.record(node.completion("z"));
        assertThat(elsewhere.find("a")).isEmpty();
        Completion first = node.completion("a");
        node.record(first);
        Node same = node.through(other);
        assertThat(same.record(same.completion("a"))).isEqualTo(new Superseded(first.id(), first.result()));
        assertThat(node.find("a")).contains(first.result());
        same.record(same.completion("b"));
        assertThat(node.find("b")).as("by who did not write it").isPresent();
        assertThat(node.find("z")).isPresent();
    }

    @Test
    void whatWasErasedDoesNotComeBackWithTheNextResult() {
        node.record(node.next(), node.completion("a"), node.completion("b"));
        assertThat(other.admin().erase(name, MessageId.business("a"))).isTrue();
        assertThat(other.admin().erase(name, MessageId.business("a"))).isFalse();
        node.record(node.completion("c"));
        assertThat(node.find("a")).isEmpty();
        assertThat(node.find("b")).isPresent();
        assertThat(node.find("c")).isPresent();
        assertThat(node.record(node.completion("a"))).isInstanceOf(Recorded.class);
        assertThat(node.find("a")).isPresent();
    }

    @Test
    void aTransactionMeetsWhatIsInSegments() {
        Completion first = node.completion("a");
        node.record(first);
        assertThat(store.transact(
                        node.tenure,
                        effects -> new Commit(List.of(node.completion("a"), node.completion("b")), node.next())))
                .isEqualTo(new Conflict(Map.of(first.id(), first.result())));
        assertThat(node.find("b")).isEmpty();
    }

    @Test
    void aReplacedResultKeepsItsNeighbours() {
        Completion first = node.completion("a");
        node.record(node.next(), first, node.completion("b"));
        Completion deadLetter = node.completion("a", "dead");
        assertThat(store.replace(node.tenure, first.result().nonce(), deadLetter, node.next()))
                .isInstanceOf(Recorded.class);
        node.record(node.completion("c"));
        assertThat(node.find("a")).contains(deadLetter.result());
        assertThat(node.find("b")).isPresent();
        assertThat(node.find("c")).isPresent();
    }

    @Test
    void fromTheFirstClaimOnIdsHaveZnodes() throws Exception {
        Completion before = node.completion("before");
        node.record(before);
        assertThat(node.claim("before", 1, LEASE)).isEqualTo(new ClaimOutcome.Done(before.id(), before.result()));
        Granted granted = (Granted) node.claim("claimed", 1, LEASE);
        assertThat(node.record(node.completion("claimed"))).isEqualTo(new ClaimLost(granted.id(), granted.token()));
        Completion completion = new Completion(granted.id(), node.result(0, "x"), granted.token());
        assertThat(node.record(completion)).isEqualTo(new Recorded(granted.id()));
        node.record(node.completion("after"));
        assertThat(hasZnode("claimed")).isTrue();
        assertThat(hasZnode("after")).isTrue();
        assertThat(version(new Location(1, 0))).isZero();
        for (Node each : List.of(node, node.through(other))) {
            for (String id : List.of("before", "claimed", "after")) {
                assertThat(each.find(id)).as(id).isPresent();
            }
        }
        assertThat(node.record(node.completion("before"))).isEqualTo(new Superseded(before.id(), before.result()));
    }

    @Test
    void aClaimIsNotMissedByWhoKnewNoneOfTheShard() {
        Node elsewhere = node.through(other);
        assertThat(elsewhere.find("a")).isEmpty();
        Granted granted = (Granted) node.claim("a", 1, LEASE);
        assertThat(elsewhere.record(elsewhere.completion("a"))).isEqualTo(new ClaimLost(granted.id(), granted.token()));
    }

    @Test
    void aClaimIsNotMissedByWhoWroteLast() {
        Node elsewhere = node.through(other);
        elsewhere.record(elsewhere.completion("b"));
        Granted granted = (Granted) node.claim("a", 1, LEASE);
        assertThat(elsewhere.record(elsewhere.completion("a"))).isEqualTo(new ClaimLost(granted.id(), granted.token()));
        assertThat(node.find("b")).isPresent();
    }

    @Test
    void idsBeyondWhatTheIndexTakesHaveZnodes() throws Exception {
        try (ZooKeeperResultStore small = zooKeeper.open(layout, Purge.GRACE, 12)) {
            Node full = Node.ofSegments(small, name);
            full.record(full.next(10), batch(full, 0, 10));
            full.record(full.next(20), batch(full, 10, 10));
            full.record(full.next(21), batch(full, 20, 1));
            assertThat(hasZnode("id-9")).isFalse();
            assertThat(hasZnode("id-10")).isTrue();
            assertThat(hasZnode("id-20")).isTrue();
            List<RecordOutcome> again = full.record(full.next(22), batch(full, 0, 22));
            assertThat(again.subList(0, 21)).hasOnlyElementsOfType(Superseded.class);
            assertThat(again.get(21)).isInstanceOf(Recorded.class);
        }
    }

    @Test
    void anEntryIsAsOldAsItsOwnWrite() throws Exception {
        node.record(node.completion("a"));
        Entry first = entry("a");
        int more = 0;
        do {
            node.record(node.completion("b-" + ++more));
        } while (!entry("b-" + more).changedAt().isAfter(first.changedAt()));
        assertThat(version(new Location(1, 0))).as("it was written again").isPositive();
        assertThat(entry("a")).isEqualTo(first);
    }

    private Entry entry(String id) {
        return store.admin().lookUp(name, MessageId.business(id)).get(0);
    }
}
