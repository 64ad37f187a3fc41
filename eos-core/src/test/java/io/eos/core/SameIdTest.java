package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.api.MessageId;
import io.eos.spi.StoreAdmin.EntryState;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.ManualClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same id twice: one effect, and what the loser did is rolled back. */
class SameIdTest {
    private final CyclicBarrier both = new CyclicBarrier(2);
    private final AtomicInteger started = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void inOneBatch(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        for (String key : List.of("id-1", "id-1", "id-2", "id-1", "id-3", "id-2")) {
            rig.send(0, key);
        }
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
            assertThat(node.counts().processed()).isEqualTo(3);
            assertThat(node.counts().skipped()).isEqualTo(3);
        }
        rig.assertEffects(List.of("v-1", "v-2", "v-3"));
    }

    /** Handlers that run at the same time, as only these two kinds' can: neither sees the other's result when it looks. */
    @ParameterizedTest
    @EnumSource(names = {"TRANSFORM", "TRANSACT"})
    void onTwoNodesAtOnce(HandlerKind kind) throws InterruptedException {
        Rig rig = new Rig(kind, 2);
        Rig.Hook meeting = (message, context) -> {
            context.resultPayload(context.node().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            if (message.key().equals("id-1") && context.attempt() == 1) {
                both.await(30, TimeUnit.SECONDS);
            }
        };
        try (EosProcessor one = rig.node().before(meeting).start();
                EosProcessor other = startSecond(rig, rig.node().before(meeting))) {
            rig.send(0, "id-1");
            rig.send(1, "id-1");
            rig.awaitDrained(one, other);
            assertThat(both.getNumberWaiting()).isZero();
            assertThat(one.counts().processed() + other.counts().processed()).isEqualTo(1);
            assertThat(one.counts().rolledBack() + other.counts().rolledBack()).isEqualTo(1);
            if (kind == HandlerKind.TRANSFORM) {
                // The broker knows of it before the node has counted it.
                await().atMost(Rig.PATIENCE)
                        .untilAsserted(() -> assertThat(one.counts().published()
                                        + other.counts().published())
                                .isEqualTo(1));
            }
        }
        rig.assertEffects(List.of("v-1"));
    }

    /** While a claim holds, the other node does not even call its handler. */
    @Test
    void aClaimKeepsTheOtherNodeFromCallingItsHandler() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.HANDLE, 2);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Rig.Hook watching = (message, context) -> {
            started.incrementAndGet();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            if (message.key().equals("id-1")) {
                // The other partition goes on with everything else, up to the same id.
                await().atMost(Rig.PATIENCE).until(() -> started.get() == 11);
            }
            inside.decrementAndGet();
        };
        try (EosProcessor one = rig.node()
                        .set("claim-batch", "1")
                        .set("lease", "30s")
                        .before(watching)
                        .start();
                EosProcessor other = startSecond(
                        rig,
                        rig.node().set("claim-batch", "1").set("lease", "30s").before(watching))) {
            rig.send(0, "id-1");
            await().atMost(Rig.PATIENCE).until(() -> started.get() == 1);
            for (int id = 2; id < 12; id++) {
                rig.send(1, "id-" + id);
            }
            rig.send(1, "id-1");
            rig.awaitDrained(one, other);
        }
        assertThat(started).hasValue(11);
        assertThat(most).hasValueLessThanOrEqualTo(2);
        assertThat(rig.sink.calls()).containsExactlyInAnyOrderElementsOf(Rig.values(1, 12));
        assertThat(rig.compensated).isEmpty();
    }

    /**
     * A handler that runs for four leases. The store's clock moves only when the other node asks, by less than a lease, and only when the claim was
     * renewed since it moved last. Where the first renewal fails, even with an error, the later ones are made all the same.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRenewedClaimOutlivesItsLease(boolean firstFails) throws InterruptedException {
        Rig rig = new Rig(HandlerKind.HANDLE, 2);
        ManualClock time = new ManualClock();
        InMemoryResultStore store = new InMemoryResultStore(time);
        AtomicInteger asked = new AtomicInteger();
        FailurePlan plan = new FailurePlan();
        AtomicBoolean fails = new AtomicBoolean(firstFails);
        plan.beforeEach(operation -> {
            if (operation == Operation.RENEW && fails.getAndSet(false)) {
                throw new NoClassDefFoundError("for once");
            }
            if (operation == Operation.CLAIM && started.get() > 0 && asked.get() < 6) {
                awaitRenewal(plan);
                time.advance(Duration.ofMillis(200));
                asked.incrementAndGet();
            }
        });
        Rig.Hook longer = (message, context) -> {
            if (started.incrementAndGet() == 1) {
                Rig.until(() -> asked.get() == 6);
            }
        };
        try (EosProcessor one = leased(rig, store, plan).before(longer).start();
                EosProcessor other = startSecond(rig, leased(rig, store, plan).before(longer))) {
            rig.send(0, "id-1");
            Rig.until(() -> started.get() == 1);
            rig.send(1, "id-1");
            rig.awaitDrained(one, other);
            assertThat(one.counts().processed() + other.counts().processed()).isEqualTo(1);
            assertThat(one.counts().skipped() + other.counts().skipped()).isEqualTo(1);
        }
        assertThat(asked).hasValue(6);
        assertThat(started).as("calls of the handler").hasValue(1);
        assertThat(rig.sink.calls()).containsExactly("v-1");
    }

    /** Until a renewal that began from now on is done: renewals of a node come one after another. */
    private static void awaitRenewal(FailurePlan plan) {
        int before = plan.calls(Operation.RENEW);
        await().atMost(Duration.ofSeconds(10)).until(() -> plan.calls(Operation.RENEW) >= before + 2);
    }

    private static Rig.Node leased(Rig rig, InMemoryResultStore store, FailurePlan plan) {
        return rig.node().set("lease", "300ms").store(FailingStore.around(store, plan));
    }

    @Test
    void whoeverOutlivesItsLeaseCompensatesWithTheWinnersResult() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.HANDLE, 2);
        MessageId id = MessageId.business("id-1");
        List<String> winners = Collections.synchronizedList(new java.util.ArrayList<>());
        Rig.Hook slowest = (message, context) -> {
            context.resultPayload(context.node().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            if (started.incrementAndGet() == 1) {
                await().atMost(Rig.PATIENCE)
                        .until(() -> rig.memory.admin().lookUp(rig.name, id).stream()
                                .anyMatch(entry -> entry.state() == EntryState.PROCESSED));
            } else {
                winners.add(context.node().toString());
                assertThat(context.redelivered()).isTrue();
            }
        };
        try (EosProcessor one = unrenewed(rig).before(slowest).start();
                EosProcessor other = startSecond(rig, unrenewed(rig).before(slowest))) {
            rig.send(0, "id-1");
            rig.send(1, "id-1");
            rig.awaitDrained(one, other);
            assertThat(one.counts().processed() + other.counts().processed()).isEqualTo(1);
            assertThat(one.counts().rolledBack() + other.counts().rolledBack()).isEqualTo(1);
        }
        assertThat(winners).hasSize(1);
        assertThat(rig.compensated).containsExactly("v-1 by " + winners.get(0));
        rig.assertEffects(List.of("v-1"));
    }

    /** A duplicate is told from a mismatch by what the store holds, not by what came before it in the same batch. */
    @ParameterizedTest
    @EnumSource
    void aDuplicateBehindAMismatchIsStillADuplicate(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, "id-1");
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
        }
        Kafkas.send(List.of(
                new ProducerRecord<>(rig.source, 0, "id-1", "other"),
                new ProducerRecord<>(rig.source, 0, "id-1", "v-1"),
                new ProducerRecord<>(rig.source, 0, "id-1", "other"),
                new ProducerRecord<>(rig.source, 0, "id-1", "v-1")));
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(List.of("v-1"));
        assertThat(Kafkas.values(rig.deadLetters)).isNotEmpty().containsOnly("other");
    }

    private static Rig.Node unrenewed(Rig rig) {
        FailurePlan plan = new FailurePlan().failAll(Operation.RENEW, Failure.BEFORE);
        return rig.node().set("lease", "300ms").store(FailingStore.around(rig.memory, plan));
    }

    /** Starts another node and waits until it has its share. */
    static EosProcessor startSecond(Rig rig, Rig.Node node) throws InterruptedException {
        AtomicInteger live = new AtomicInteger();
        EosProcessor second = node.probe((step, partition) -> {
                    if (step == Step.START_COMMITTED) {
                        live.incrementAndGet();
                    }
                })
                .start();
        await().atMost(Rig.PATIENCE).until(() -> live.get() > 0);
        return second;
    }
}
