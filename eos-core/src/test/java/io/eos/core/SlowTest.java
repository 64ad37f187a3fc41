package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Neither a slow handler nor a slow store keeps the poll thread from polling: the node stays in its group. */
class SlowTest {
    private static final int IDS = 30;

    /** The handler returns only when the interval in which a node must poll has passed twice. */
    @ParameterizedTest
    @EnumSource
    void aHandlerMayTakeLongerThanThePollInterval(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger starts = new AtomicInteger();
        long interval = Duration.ofMillis(2500).toNanos();
        try (Logs logs = new Logs();
                EosProcessor node = rig.node()
                        .set("kafka.consumer.max.poll.interval.ms", "2500")
                        .set("drain-timeout", "1s")
                        .set("lease", "500ms")
                        .probe((step, partition) -> {
                            if (step == Step.ACQUIRED) {
                                starts.incrementAndGet();
                            }
                        })
                        .before((message, context) -> {
                            if (calls.incrementAndGet() == 3) {
                                long begin = System.nanoTime();
                                Rig.until(() -> System.nanoTime() - begin > 2 * interval);
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

    /** A clock that runs twenty times as fast: a store that takes three seconds takes a minute by it. */
    @ParameterizedTest
    @EnumSource
    void aStoreMayTakeAMinute(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        FastClock clock = new FastClock();
        Gaps gaps = new Gaps(clock);
        FailurePlan plan = new FailurePlan();
        AtomicInteger calls = new AtomicInteger();
        Operation slow = kind == HandlerKind.TRANSACT ? Operation.TRANSACT : Operation.RECORD;
        plan.beforeEach(operation -> {
            if (operation == slow && calls.incrementAndGet() == 2) {
                long begin = clock.nanos();
                int polls = gaps.polls.get();
                Rig.until(() ->
                        clock.since(begin).compareTo(Duration.ofSeconds(60)) > 0 && gaps.polls.get() > polls + 10);
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
        assertThat(calls).hasValueGreaterThanOrEqualTo(2);
        // The consumer's default.
        assertThat(Duration.ofNanos(gaps.longest.get())).isLessThan(Duration.ofMinutes(5));
        rig.assertEffects(Rig.values(0, IDS));
    }

    private static final class FastClock implements LoopClock {
        private final long start = System.nanoTime();

        @Override
        public long nanos() {
            return (System.nanoTime() - start) * 20;
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
