package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.spi.StoreAdmin.EntryState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What could not be published for more than half the retention is looked up again first: its result may be gone by now. */
class LatePublicationTest {
    private static final MessageId ID = MessageId.business("id-1");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isLookedUpAgain(boolean stillStored) {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean outage = new AtomicBoolean(true);
        SkippingClock clock = new SkippingClock();
        rig.send(0, "id-1");
        try (Logs logs = new Logs();
                EosProcessor node = rig.node()
                        .clock(clock)
                        .clients(Intercepted.producer((method, call) -> {
                            if (outage.get() && method.equals("sendOffsetsToTransaction")) {
                                throw new KafkaException("refused on purpose");
                            }
                            return call.proceed();
                        }))
                        .before((message, context) -> calls.incrementAndGet())
                        .start()) {
            Rig.until(() -> rig.memory.admin().lookUp(rig.name, ID).stream()
                    .anyMatch(entry -> entry.state() == EntryState.PROCESSED));
            if (!stillStored) {
                rig.memory.admin().erase(rig.name, ID);
            }
            clock.skip(Duration.ofDays(14));
            assertThat(logs.lines()).noneMatch(line -> line.contains("looked up again"));
            clock.skip(Duration.ofDays(2));
            Rig.until(() -> logs.lines().stream().anyMatch(line -> line.contains("looked up again")));
            outage.set(false);
            rig.awaitDrained(node);
        }
        assertThat(calls).hasValue(stillStored ? 1 : 2);
        rig.assertEffects(List.of("v-1"));
    }

    /** The machine's clocks, further on. */
    private static final class SkippingClock implements LoopClock {
        private volatile Duration skipped = Duration.ZERO;

        void skip(Duration time) {
            skipped = skipped.plus(time);
        }

        @Override
        public long nanos() {
            return LoopClock.SYSTEM.nanos() + skipped.toNanos();
        }

        @Override
        public Instant now() {
            return LoopClock.SYSTEM.now().plus(skipped);
        }
    }
}
