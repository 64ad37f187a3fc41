package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.MessageId;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How large segments and the index become, and what is written of them. */
class SegmentGrowthTest {
    private static final int MANY = 100_000;
    private static final String LARGE = "x".repeat(250 << 10);

    private final TestZooKeeper zooKeeper = TestZooKeeper.shared();
    private final Layout layout = new Layout("/eos-test", "eos_");
    private final ZooKeeperResultStore store = zooKeeper.open(Map.of());
    private final ZooKeeperResultStore other = zooKeeper.open(Map.of());
    private final CuratorFramework curator = zooKeeper.connect();
    private final String name = Node.newProcessor();

    @AfterEach
    void close() {
        curator.close();
        store.close();
        other.close();
    }

    private static Completion[] batch(Node node, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> node.completion("id-" + i))
                .toArray(Completion[]::new);
    }

    private boolean hasZnode(Node node, String id) throws Exception {
        return curator.checkExists().forPath(layout.slot(node.tenure, MessageId.business(id))) != null;
    }

    private List<String> segments(Node node) throws Exception {
        return curator.getChildren().forPath(layout.page(node.tenure.shard(), 1));
    }

    @Test
    void aSegmentToWhichNothingIsAddedIsNotWritten() throws Exception {
        Node node = Node.ofSegments(store, name);
        node.record(node.completion("a"));
        node.record(node.completion("large", LARGE));
        node.record(node.completion("b"));
        String first = layout.segment(node.tenure.shard(), new Location(1, 0));
        assertThat(curator.checkExists().forPath(first).getVersion()).isZero();
        assertThat(segments(node)).hasSize(3);
    }

    @Test
    void resultsThatAreReplacedByLargeOnesLeaveTheirSegment() throws Exception {
        Node node = Node.ofSegments(store, name);
        Completion[] batch = batch(node, 0, 6);
        node.record(node.next(), batch);
        for (Completion each : batch) {
            Completion deadLetter = new Completion(each.id(), node.result(0, LARGE), Completion.UNCLAIMED);
            assertThat(store.replace(node.tenure, each.result().nonce(), deadLetter, node.next()))
                    .isEqualTo(new Recorded(each.id()));
            for (Node by : List.of(node, node.through(other))) {
                assertThat(by.store.find(node.tenure, List.of(each.id())).get(0))
                        .contains(deadLetter.result());
            }
        }
        assertThat(segments(node)).hasSize(6);
        assertThat(node.record(node.next(), batch(node, 0, 6))).hasOnlyElementsOfType(Superseded.class);
        Node next = Node.ofSegments(other, name);
        assertThat(next.record(next.next(), batch(next, 0, 6))).hasOnlyElementsOfType(Superseded.class);
    }

    @Test
    void whereIdsHaveZnodesALargeReplacementHasOneToo() throws Exception {
        Node node = Node.ofSegments(store, name);
        Completion[] batch = batch(node, 0, 2);
        node.record(node.next(), batch);
        node.claim("claimed", 1, Duration.ofHours(1));
        Completion deadLetter = node.completion("id-0", LARGE);
        assertThat(store.replace(node.tenure, batch[0].result().nonce(), deadLetter, node.next()))
                .isEqualTo(new Recorded(deadLetter.id()));
        assertThat(hasZnode(node, "id-0")).isTrue();
        for (Node by : List.of(node, node.through(other))) {
            assertThat(by.find("id-0")).contains(deadLetter.result());
            assertThat(by.find("id-1")).contains(batch[1].result());
        }
        assertThat(node.record(node.next(), batch(node, 0, 2))).hasOnlyElementsOfType(Superseded.class);
    }

    @Test
    void whatAnotherStorePurgedDoesNotCount() throws Exception {
        try (ZooKeeperResultStore small = zooKeeper.open(layout, Purge.GRACE, 300)) {
            Node node = Node.ofSegments(small, name);
            node.record(node.next(MANY), batch(node, 0, 260));
            long[] removed = {0};
            await().untilAsserted(() -> {
                removed[0] += other.purge(new PurgeRequest(name, Duration.ofMillis(1), MANY));
                assertThat(removed[0]).isEqualTo(260);
            });
            node.record(node.next(MANY), batch(node, 260, 100));
            assertThat(hasZnode(node, "id-260")).isFalse();
            node.record(node.next(MANY), batch(node, 360, 200));
            assertThat(hasZnode(node, "id-360")).isTrue();
        }
    }
}
