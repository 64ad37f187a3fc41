package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Operation;
import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A running processor removes the results that are older than the retention, by the store's clock, and keeps all others. */
class RetentionTest {
    private static final Duration RETENTION = Duration.ofDays(30);

    private final ManualClock time = new ManualClock();
    private final InMemoryResultStore store = new InMemoryResultStore(time);
    private final FailurePlan plan = new FailurePlan();

    @ParameterizedTest
    @EnumSource
    void whatIsOldGoesAndTheRestStays(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, 20);
        try (EosProcessor node = node(rig).start()) {
            rig.awaitDrained(node);
            time.advance(RETENTION.dividedBy(2));
            rig.send(20, 30);
            rig.awaitDrained(node);
            time.advance(RETENTION.dividedBy(2).minusMillis(1));
            awaitPurges();
            assertThat(ids(rig)).containsExactlyInAnyOrderElementsOf(range(0, 30));
            time.advance(Duration.ofMillis(1));
            Rig.until(() -> ids(rig).size() <= 10);
            awaitPurges();
            assertThat(ids(rig)).containsExactlyInAnyOrderElementsOf(range(20, 30));
        }
    }

    /** However old: the message can come again, and its result is all that keeps its effect from being done again. */
    @Test
    void whatIsNotBelowTheWatermarkStays() {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        rig.send(0, 5);
        // The watermark follows what is published with the next results only.
        try (EosProcessor node = node(rig).set("idle-flush", "1h").start()) {
            rig.awaitDrained(node);
            time.advance(RETENTION.multipliedBy(2));
            awaitPurges();
            assertThat(ids(rig)).isEqualTo(range(0, 5));
            rig.send(5, 10);
            Rig.until(() -> ids(rig).equals(range(5, 10)));
        }
        rig.assertEffects(Rig.values(0, 10));
    }

    private Rig.Node node(Rig rig) {
        return rig.node()
                .set("retention", RETENTION.toDays() + "d")
                .set("purge-interval", "20ms")
                .set("idle-flush", "50ms")
                .store(FailingStore.around(store, plan));
    }

    /** Until a purge that began after this was called has ended. */
    private void awaitPurges() {
        int before = plan.calls(Operation.PURGE);
        Rig.until(() -> plan.calls(Operation.PURGE) >= before + 3);
    }

    private Set<MessageId> ids(Rig rig) {
        return store.admin().list(rig.name, null, null, 100).entries().stream()
                .map(entry -> entry.id())
                .collect(Collectors.toSet());
    }

    private static Set<MessageId> range(int first, int last) {
        List<MessageId> ids = IntStream.range(first, last)
                .mapToObj(id -> MessageId.business("id-" + id))
                .toList();
        return Set.copyOf(ids);
    }
}
