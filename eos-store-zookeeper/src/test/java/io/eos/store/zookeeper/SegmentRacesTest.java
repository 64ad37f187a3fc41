package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.MessageId;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import io.eos.store.zookeeper.Wire.Break;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Purges and look-ups beside an owner that goes on recording. */
class SegmentRacesTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final int MANY = 100_000;

    private final TestZooKeeper zooKeeper = TestZooKeeper.shared();
    private final Layout layout = new Layout("/eos-test", "eos_");
    private final ZooKeeperResultStore store = zooKeeper.open(Map.of());
    private final Wire wire = new Wire(zooKeeper.servers());
    private final String name = Node.newProcessor();
    private final Node node = Node.ofSegments(store, name);

    @AfterEach
    void close() {
        store.close();
        wire.close();
    }

    private List<RecordOutcome> record(long watermark, int first, int count) {
        Completion[] batch = IntStream.range(first, first + count)
                .mapToObj(i -> node.completion("id-" + i))
                .toArray(Completion[]::new);
        return node.record(node.next(watermark), batch);
    }

    @Test
    void aPageThatIsOpenedDuringAPurgeIsNotForgotten() throws Exception {
        assertThat(record(MANY, 0, 300)).hasOnlyElementsOfType(Recorded.class);
        long removed = purgeThatIsLate(() -> assertThat(record(MANY, 300, 400)).hasOnlyElementsOfType(Recorded.class));
        assertThat(removed).isEqualTo(300);
        assertThat(record(MANY, 300, 400)).hasOnlyElementsOfType(Superseded.class);
        assertThat(record(MANY, 0, 300)).hasOnlyElementsOfType(Recorded.class);
    }

    @Test
    void aPurgeRemovesNothingThatAWatermarkKeepsWhichWasLoweredMeanwhile() throws Exception {
        assertThat(record(MANY, 0, 300)).hasOnlyElementsOfType(Recorded.class);
        assertThat(purgeThatIsLate(() -> record(0, 300, 1))).isZero();
        assertThat(record(0, 0, 300)).hasOnlyElementsOfType(Superseded.class);
    }

    /** Purges all that is recorded; something happens while the removal is on its way. How many were removed. */
    private long purgeThatIsLate(Runnable meanwhile) throws Exception {
        try (CuratorFramework curator = new TestZooKeeper(wire.address()).connect()) {
            curator.blockUntilConnected();
            Client client = new Client(curator, "test", ZooDefs.Ids.OPEN_ACL_UNSAFE);
            CallRunner calls = new CallRunner("test", Duration.ofSeconds(8));
            SegmentVisitor visitor = new SegmentVisitor(client, layout, calls, store.segments);
            SegmentPurge purge = new SegmentPurge(client, layout, calls, store.shards, store.segments, visitor);
            PurgePass pass = new PurgePass(client, layout, new PurgeRequest(name, SHORT, MANY), later(client, calls));

            wire.breakAt(Break.NEVER_BUT_LATE, 0, false);
            CompletableFuture<Void> purged = CompletableFuture.runAsync(() -> purge.purge(pass, name));
            await().until(wire::isBroken);
            meanwhile.run();
            wire.release();
            purged.join();
            return pass.removed();
        }
    }

    /** A time at which all that is recorded so far is old. */
    private Instant later(Client client, CallRunner calls) {
        MessageId last = MessageId.business("id-299");
        Instant old = store.admin().lookUp(name, last).get(0).changedAt().plus(SHORT);
        return await().until(
                        () -> calls.run("a look at the clock", call -> client.readAt(call, layout.clock(), List.of()))
                                .now(),
                        now -> !now.isBefore(old));
    }

    @Test
    void purgesBesideRecordsForgetNothing() {
        AtomicBoolean done = new AtomicBoolean();
        // What is not below the watermark is looked at, and stays.
        CompletableFuture<Long> purges = CompletableFuture.supplyAsync(() -> {
            long removed = 0;
            while (!done.get()) {
                removed += store.purge(new PurgeRequest(name, SHORT, MANY));
            }
            return removed;
        });
        for (int i = 0; i < 200; i++) {
            assertThat(record(0, i * 256, 256)).hasOnlyElementsOfType(Recorded.class);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(record(0, i * 256, 256)).hasOnlyElementsOfType(Superseded.class);
        }
        done.set(true);
        assertThat(purges.join()).isZero();
    }

    @Test
    void aLookUpBesideAnOwnerThatWritesWithoutPauseEnds() {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger recorded = new AtomicInteger();
        record(0, 0, 1);
        CompletableFuture<Void> records = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                record(0, recorded.get() + 1, 1);
                recorded.incrementAndGet();
            }
        });
        try (ZooKeeperResultStore other = new TestZooKeeper(wire.address()).open(Map.of())) {
            Node elsewhere = node.through(other);
            for (int i = 0; i < 50; i++) {
                String last = "id-" + recorded.get();
                int before = wire.roundTrips();
                assertThat(elsewhere.find(last)).as(last).isPresent();
                assertThat(wire.roundTrips() - before)
                        .as("one with what is known, three for the pages, and one more")
                        .isLessThanOrEqualTo(5);
            }
        } finally {
            done.set(true);
        }
        records.join();
    }

    @Test
    void nothingIsKeptInMemoryOfALostShard() {
        try (ZooKeeperResultStore other = new TestZooKeeper(wire.address()).open(Map.of())) {
            Node before = Node.ofSegments(other, name);
            before.record(before.completion("a"));
            other.purge(new PurgeRequest(name, Duration.ofHours(1), MANY));
            assertThat(roundTripsOfALook(before)).as("while it is its own").isEqualTo(1);
            Node.ofSegments(store, name);
            other.purge(new PurgeRequest(name, Duration.ofHours(1), MANY));
            assertThat(roundTripsOfALook(before))
                    .as("three for the pages, and the segment")
                    .isEqualTo(4);
        }
    }

    private int roundTripsOfALook(Node of) {
        int before = wire.roundTrips();
        assertThat(of.find("a")).isPresent();
        return wire.roundTrips() - before;
    }
}
