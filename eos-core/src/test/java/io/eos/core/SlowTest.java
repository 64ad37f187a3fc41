package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither a slow handler nor a slow store keeps the poll thread from polling: the node stays in its group. */
class SlowTest {
    private static final int IDS = 30;

    /** The handler returns only when the node has polled so often that the interval has passed twice: a poll of an idle node takes 100 ms. */
    @ParameterizedTest
    @EnumSource
    void aHandlerMayTakeLongerThanThePollInterval(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger starts = new AtomicInteger();
        Gaps gaps = new Gaps(LoopClock.SYSTEM);
        try (Logs logs = new Logs();
                EosProcessor node = rig.node()
                        .set("kafka.consumer.max.poll.interval.ms", "2500")
                        .set("drain-timeout", "1s")
                        .set("lease", "500ms")
                        .clients(Intercepted.consumer(gaps))
                        .probe((step, partition) -> {
                            if (step == Step.ACQUIRED) {
                                starts.incrementAndGet();
                            }
                        })
                        .before((message, context) -> {
                            if (calls.incrementAndGet() == 3) {
                                int polls = gaps.polls.get();
                                Rig.until(() -> gaps.polls.get() >= polls + 50);
                            }
                        })
                        .start()) {
            rig.awaitDrained(node);
            assertThat(starts).hasValue(1);
            assertThat(logs.lines()).noneMatch(line -> line.contains("without notice"));
        }
        assertThat(calls).hasValue(IDS);
        rig.assertEffects(Rig.values(0, IDS));
    }

    static Stream<Arguments> calls() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of(
                                Operation.ACQUIRE,
                                Operation.FIND,
                                Operation.CLAIM,
                                Operation.RECORD,
                                Operation.TRANSACT)
                        .filter(operation -> concerns(operation, kind))
                        .map(operation -> Arguments.of(kind, operation)));
    }

    private static boolean concerns(Operation operation, HandlerKind kind) {
        return switch (operation) {
            case FIND -> kind != HandlerKind.HANDLE;
            case CLAIM -> kind == HandlerKind.HANDLE;
            case TRANSACT -> kind == HandlerKind.TRANSACT;
            default -> true;
        };
    }

    /**
     * One call takes six minutes by the node's clock, which is longer than Kafka lets a consumer go without a poll by default. The clock is moved
     * between polls; should none come, it is moved all the same, and then the gap shows.
     */
    @ParameterizedTest
    @MethodSource("calls")
    void aStoreMayTakeMinutes(HandlerKind kind, Operation slow) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        MovedClock clock = new MovedClock();
        Gaps gaps = new Gaps(clock);
        AtomicInteger calls = new AtomicInteger();
        FailurePlan plan = new FailurePlan();
        plan.beforeEach(operation -> {
            if (operation == slow && calls.incrementAndGet() == 1) {
                for (int i = 0; i < 12; i++) {
                    clock.move(Duration.ofSeconds(30));
                    gaps.awaitPolls(2);
                }
            }
        });
        try (EosProcessor node = rig.node()
                .clock(clock)
                .set("lease", "10s")
                .store(FailingStore.around(rig.memory, plan))
                .clients(Intercepted.consumer(gaps))
                .start()) {
            rig.awaitDrained(node);
        }
        assertThat(calls).hasPositiveValue();
        assertThat(Duration.ofNanos(gaps.longest.get()))
                .as("the longest time without a poll")
                .isLessThan(Duration.ofMinutes(5));
        rig.assertEffects(Rig.values(0, IDS));
    }

    /** The system's clock, and what it was moved by. */
    private static final class MovedClock implements LoopClock {
        private final AtomicLong moved = new AtomicLong();

        void move(Duration by) {
            moved.addAndGet(by.toNanos());
        }

        @Override
        public long nanos() {
            return System.nanoTime() + moved.get();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }
    }

    /** The longest time between two calls of {@code poll}. */
    private static final class Gaps implements Intercepted.Around {
        private final LoopClock clock;
        private final AtomicLong longest = new AtomicLong();
        private final AtomicInteger polls = new AtomicInteger();
        private long last;

        Gaps(LoopClock clock) {
            this.clock = clock;
        }

        /** Waits for some polls, but not for ever. */
        void awaitPolls(int more) {
            int before = polls.get();
            try {
                await().atMost(Duration.ofSeconds(5)).until(() -> polls.get() >= before + more);
            } catch (ConditionTimeoutException e) {
                // The gap is what the test is about.
            }
        }

        @Override
        public @Nullable Object call(String method, Intercepted.Call call) throws Throwable {
            if (method.equals("poll")) {
                long now = clock.nanos();
                if (polls.incrementAndGet() > 1) {
                    longest.accumulateAndGet(now - last, Math::max);
                }
                last = now;
            }
            return call.proceed();
        }
    }
}
