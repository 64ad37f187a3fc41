package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.ClaimRequest;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Operation;
import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.ManualClock;
import io.eos.testkit.SimulatedCrash;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What becomes of the claims of a node that was killed. By the store's clock, which only the test moves, a lease lasts for ever. */
class TakeoverTest {
    private static final int IDS = 20;
    private static final Duration LEASE = Duration.ofSeconds(60);
    /** Where the victim dies: the effects of the messages up to it are done, and not recorded. */
    private static final int LAST_OF_VICTIM = 2;

    private final Rig rig = new Rig(HandlerKind.HANDLE, 1);
    private final ManualClock time = new ManualClock();
    private final InMemoryResultStore store = new InMemoryResultStore(time);
    private final FailurePlan plan = new FailurePlan();
    private final Map<String, List<Told>> told = new ConcurrentHashMap<>();

    private record Told(long token, boolean redelivered) {}

    @Test
    void atOnceDoesNotWaitForTheLeaseOfAnOlderTenure() throws InterruptedException {
        killOneNode();
        try (EosProcessor successor = node().set("takeover", "at-once").start()) {
            rig.awaitDrained(successor);
        }
        verify();
    }

    @Test
    void waitWaitsForTheLease() throws InterruptedException {
        killOneNode();
        try (EosProcessor successor = node().set("takeover", "wait").start()) {
            awaitClaims(3);
            assertThat(rig.sink.calls()).hasSize(LAST_OF_VICTIM + 1);
            time.advance(LEASE.minusMillis(1));
            awaitClaims(3);
            assertThat(rig.sink.calls()).hasSize(LAST_OF_VICTIM + 1);
            time.advance(Duration.ofMillis(1));
            rig.awaitDrained(successor);
        }
        verify();
    }

    /** Its owner may live: only the same shard's older tenures are known to have ended. */
    @Test
    void atOnceWaitsForTheClaimOfAnotherPartition() {
        rig.send(0, IDS);
        // The node adds what it registers with.
        Registration unused = store.register(ProcessorSpec.of(rig.name, Scope.PROCESSOR, Map.of()));
        Shard other = new Shard(rig.name, new UUID(1, 1), 0);
        Tenure elsewhere =
                store.acquire(other, Scope.PROCESSOR, new NodeId("elsewhere")).tenure();
        store.claim(elsewhere, List.of(new ClaimRequest(MessageId.business("id-0"), 1, false)), LEASE);
        try (EosProcessor node = node().set("takeover", "at-once").start()) {
            awaitClaims(3);
            assertThat(rig.sink.calls()).isEmpty();
            time.advance(LEASE);
            rig.awaitDrained(node);
        }
        assertThat(rig.sink.calls()).containsExactlyElementsOf(Rig.values(0, IDS));
    }

    private void killOneNode() throws InterruptedException {
        rig.send(0, IDS);
        try (EosProcessor victim = node().probe((step, partition) -> {
                    if (step == Step.HANDLED && rig.sink.calls().size() > LAST_OF_VICTIM) {
                        throw new SimulatedCrash("before the record");
                    }
                })
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
        }
        assertThat(rig.sink.calls()).hasSize(LAST_OF_VICTIM + 1);
    }

    private Rig.Node node() {
        return rig.node()
                .set("lease", LEASE.toSeconds() + "s")
                .store(FailingStore.around(store, plan))
                .before((message, context) -> told.computeIfAbsent(
                                message.value(), any -> Collections.synchronizedList(new java.util.ArrayList<>()))
                        .add(new Told(context.fencingToken(), context.redelivered())));
    }

    /** Until the store was asked some more times; what was asked first has been answered then. */
    private void awaitClaims(int more) {
        int before = plan.calls(Operation.CLAIM);
        Rig.until(() -> plan.calls(Operation.CLAIM) >= before + more);
    }

    /** The victim's messages were handled twice, and the second time said so. */
    private void verify() {
        assertThat(rig.sink.applied()).containsExactlyInAnyOrderElementsOf(Rig.values(0, IDS));
        assertThat(rig.sink.refused()).isEmpty();
        for (int id = 0; id < IDS; id++) {
            List<Told> calls = told.getOrDefault("v-" + id, List.of());
            if (id > LAST_OF_VICTIM) {
                assertThat(calls).as("calls for %s", id).hasSize(1);
            } else {
                assertThat(calls).as("calls for %s", id).hasSize(2);
                assertThat(calls.get(0).redelivered()).isFalse();
                assertThat(calls.get(1).redelivered()).isTrue();
                assertThat(calls.get(1).token()).isGreaterThan(calls.get(0).token());
            }
        }
    }
}
