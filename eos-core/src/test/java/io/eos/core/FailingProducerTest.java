package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The transactional producer fails on purpose: what it publishes is there exactly once, outputs and dead letters alike. */
class FailingProducerTest {
    private static final int IDS = 120;

    /** How it fails, once. */
    enum Fault {
        /** The commit is applied, its answer comes late: a repetition gets it. */
        ANSWER_LATE,
        /** The commit is applied, and its answer never comes. */
        ANSWER_LOST,
        /** The commit is not applied, and nobody says so. */
        COMMIT_LOST,
        /** The transaction fails before the commit and can be aborted. */
        ABORTED,
        /** The transaction fails when all of it is written. */
        ABORTED_WHEN_WRITTEN,
        /** The transaction fails before the commit, and so does the abort. */
        ABORT_FAILS
    }

    static Stream<Arguments> all() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of(Fault.values()).map(fault -> Arguments.of(kind, fault)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void publishesOnce(HandlerKind kind, Fault fault) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, IDS);
        Script script = new Script(fault);
        try (EosProcessor node =
                Poison.node(rig).clients(Intercepted.producer(script)).start()) {
            rig.awaitDrained(node);
            assertThat(script.struck.get()).isPositive();
        }
        Poison.verify(rig, IDS);
    }

    /** One fault, at the first transaction. */
    private static final class Script implements Intercepted.Around {
        private final Fault fault;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger struck = new AtomicInteger();
        private boolean applied;

        Script(Fault fault) {
            this.fault = fault;
        }

        @Override
        public synchronized @Nullable Object call(String method, Intercepted.Call call) throws Throwable {
            if (method.equals("beginTransaction")) {
                begun.incrementAndGet();
            }
            return begun.get() == 1 ? strike(method, call) : call.proceed();
        }

        private @Nullable Object strike(String method, Intercepted.Call call) throws Throwable {
            switch (fault) {
                case ANSWER_LATE, ANSWER_LOST -> {
                    if (method.equals("commitTransaction")) {
                        if (!applied) {
                            applied = true;
                            Object unused = call.proceed();
                        } else if (fault == Fault.ANSWER_LATE) {
                            return null;
                        }
                        struck.incrementAndGet();
                        throw new TimeoutException("the answer was lost on purpose");
                    }
                }
                case COMMIT_LOST -> {
                    if (method.equals("commitTransaction")) {
                        struck.incrementAndGet();
                        throw new TimeoutException("the commit was lost on purpose");
                    }
                }
                case ABORTED_WHEN_WRITTEN -> {
                    if (method.equals("commitTransaction")) {
                        struck.set(1);
                        throw new KafkaException("failed on purpose");
                    }
                }
                case ABORTED, ABORT_FAILS -> {
                    if (method.equals("sendOffsetsToTransaction")) {
                        struck.set(1);
                        throw new KafkaException("failed on purpose");
                    }
                    if (method.equals("abortTransaction") && fault == Fault.ABORT_FAILS && struck.getAndSet(2) == 1) {
                        throw new KafkaException("failed on purpose too");
                    }
                }
            }
            return call.proceed();
        }
    }

    /** Since a broker that is killed then can forget the first abort. */
    @Test
    void whatWasWrittenAndAbortedIsAbortedOnceMoreBeforeAnythingElse() {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        rig.send(0, IDS);
        Script script = new Script(Fault.ABORTED_WHEN_WRITTEN);
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        try (EosProcessor node = rig.node()
                .clients(Intercepted.producer((method, call) -> {
                    calls.add(method);
                    return script.call(method, call);
                }))
                .start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, IDS));
        List<String> afterwards = new ArrayList<>();
        for (String call : calls.subList(calls.indexOf("commitTransaction") + 1, calls.size())) {
            // As many records as there are partitions that were written to.
            if (!call.equals("send") || !afterwards.get(afterwards.size() - 1).equals("send")) {
                afterwards.add(call);
            }
        }
        assertThat(afterwards)
                .startsWith(
                        "abortTransaction",
                        "beginTransaction",
                        "sendOffsetsToTransaction",
                        "send",
                        "flush",
                        "abortTransaction",
                        "beginTransaction");
    }

    /** Nothing of it is anywhere. */
    @Test
    void whatWasNotWrittenIsNot() {
        Rig rig = new Rig(HandlerKind.HANDLE, 1);
        rig.send(0, 1);
        Kafkas.send(
                List.of(new org.apache.kafka.clients.producer.ProducerRecord<>(rig.source, 0, null, "without an id")));
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        try (EosProcessor node = rig.node()
                .clients(Intercepted.producer((method, call) -> {
                    calls.add(method);
                    // Refused before it is sent.
                    if (method.equals("send") && !calls.contains("abortTransaction")) {
                        throw new KafkaException("failed on purpose");
                    }
                    return call.proceed();
                }))
                .start()) {
            rig.awaitDrained(node);
        }
        assertThat(calls.stream().filter("abortTransaction"::equals)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aCrashBeforeTheCommitLeavesItToTheNextNode(HandlerKind kind) throws InterruptedException {
        Rig rig = new Rig(kind, 2);
        rig.send(0, IDS);
        try (EosProcessor victim = Poison.node(rig)
                .clients(Intercepted.producer(Intercepted::dieBeforeCommit))
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
        }
        try (EosProcessor node = Poison.node(rig).start()) {
            rig.awaitDrained(node);
        }
        Poison.verify(rig, IDS);
    }

    /** Not the producer but the broker refuses it, after the result was recorded. */
    @Test
    void anOutputThatTheBrokerRefusesBecomesADeadLetterAndHoldsUpNobody() {
        refused(20_000, "v-large".repeat(5_000));
    }

    /** The broker refuses whole batches, innocent records and all, and the producer cannot make them small enough. */
    @Test
    void anOutputThatIsTooLargeForATopicThatTakesLessThanAProducersBatchBecomesADeadLetter() {
        refused(2_000, "v-large".repeat(500));
    }

    private static void refused(int limit, String large) {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 2);
        Kafkas.SERVER.deleteTopic(rig.target);
        Kafkas.SERVER.createTopic(rig.target, 2, Map.of("max.message.bytes", Integer.toString(limit)));
        rig.send(0, 20);
        Kafkas.send(List.of(new org.apache.kafka.clients.producer.ProducerRecord<>(rig.source, 1, "id-large", large)));
        rig.send(20, 40);
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, 40));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly(large);
        assertThat(Kafkas.deadLetterReasons(rig.deadLetters)).containsExactly("unpublishable");
    }

    /** Its topic is deleted between the check, or the record, and the publication. */
    @Test
    void anOutputWhoseTopicIsGoneBecomesADeadLetterAndHoldsUpNobody() {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        rig.send(0, 2);
        AtomicInteger deleted = new AtomicInteger();
        try (EosProcessor node = rig.node()
                .set("kafka.producer.max.block.ms", "2000")
                .probe((step, partition) -> {
                    if (step == Step.RECORDED && deleted.getAndIncrement() == 0) {
                        Kafkas.SERVER.deleteTopic(rig.target);
                    }
                })
                .start()) {
            rig.awaitDrained(node);
        }
        List<String> letters = new ArrayList<>(Kafkas.values(rig.deadLetters));
        assertThat(letters).containsExactlyInAnyOrderElementsOf(Rig.values(0, 2));
    }

    /** Retention removes the source between the record and the publication; only the store still has the output. */
    @Test
    void anOutputWhoseSourceExpiredIsPublishedFromTheStore() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        int recorded = rig.recordThenExpire(40);
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, recorded));
    }
}
