package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.PurgeRequest;
import io.eos.store.zookeeper.Wire.Break;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;

/** What is left of a znode that was emptied. */
class PurgeTest {
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final TestZooKeeper zooKeeper = TestZooKeeper.shared();
    private final String name = Node.newProcessor();
    private final MessageId id = MessageId.business("a");
    private final Layout layout = new Layout("/eos-test", "eos_");

    @Test
    void anEmptyZnodeStaysForAWhileAndTokensGoOn() throws Exception {
        try (ZooKeeperResultStore store = zooKeeper.open(Map.of());
                CuratorFramework curator = zooKeeper.connect()) {
            Node node = Node.of(store, name, 0);
            Granted first = (Granted) node.claim("a", 1, LEASE);
            store.release(node.tenure, List.of(first));
            store.purge(new PurgeRequest(name, SHORT, 10));
            store.purge(new PurgeRequest(name, SHORT, 10));
            assertThat(version(curator)).as("changed, and not made again").isEqualTo(1);
            Granted second = (Granted) node.claim("a", 2, LEASE);
            assertThat(second.token()).isGreaterThan(first.token());
            assertThat(version(curator)).isEqualTo(2);
        }
    }

    @Test
    void anEmptyZnodeIsDeletedInTheEndAndTokensGoOn() throws Exception {
        try (CuratorFramework curator = zooKeeper.connect();
                ZooKeeperResultStore store = zooKeeper.open(layout, Duration.ZERO, IdTable.CAPACITY)) {
            Node node = Node.of(store, name, 0);
            Granted first = (Granted) node.claim("a", 1, LEASE);
            store.admin().erase(name, id);
            assertThat(version(curator)).isEqualTo(1);
            await().untilAsserted(() -> {
                assertThat(store.purge(new PurgeRequest(name, LEASE, 10))).isZero();
                assertThat(version(curator)).as("there is none").isEqualTo(Slot.NO_NODE);
            });
            Granted second = (Granted) node.claim("a", 2, LEASE);
            assertThat(second.token()).isGreaterThan(first.token());
            assertThat(version(curator)).isZero();
        }
    }

    @Test
    void whatIsRememberedOfAnInterruptedClaimIsKeptForTheRetention() throws Exception {
        try (ZooKeeperResultStore store = zooKeeper.open(Map.of())) {
            Node node = Node.of(store, name, 0);
            node.claim("a", 1, SHORT);
            Granted again = (Granted) await().until(() -> node.claim("a", 2, LEASE), Granted.class::isInstance);
            assertThat(again.redelivered()).isTrue();
            store.release(node.tenure, List.of(again));
            assertThat(store.purge(new PurgeRequest(name, LEASE, 10))).isZero();
            await().untilAsserted(() ->
                    assertThat(store.purge(new PurgeRequest(name, SHORT, 10))).isEqualTo(1));
            assertThat(((Granted) node.claim("a", 3, LEASE)).redelivered()).isFalse();
        }
    }

    @Test
    void aWatermarkThatIsLoweredDuringAPurgeIsNoticed() {
        Wire wire = new Wire(zooKeeper.servers());
        try (wire;
                ZooKeeperResultStore store = zooKeeper.open(Map.of());
                ZooKeeperResultStore purging = new TestZooKeeper(wire.address()).open(Map.of())) {
            Node node = Node.of(store, name, 0);
            node.record(node.next(5), node.completion("a"));
            node.claim("probe", 1, SHORT);
            await().until(() -> node.claim("probe", 2, LEASE), Granted.class::isInstance);
            wire.breakAt(Break.NEVER_BUT_LATE, 0, false);
            CompletableFuture<Long> removed =
                    CompletableFuture.supplyAsync(() -> purging.purge(new PurgeRequest(name, SHORT, 10)));
            await().until(wire::isBroken);
            node.record(node.next(0));
            wire.release();
            assertThat(removed.join()).isZero();
            assertThat(node.find("a")).isPresent();
        }
    }

    private int version(CuratorFramework curator) throws Exception {
        var stat = curator.checkExists().forPath(layout.slot(name, null, id));
        return stat == null ? Slot.NO_NODE : stat.getVersion();
    }
}
