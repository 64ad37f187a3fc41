package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Operation;
import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.ManualClock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
    void whatIsNotBelowTheWatermarkStays() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.HANDLE, 1);
        CountDownLatch released = new CountDownLatch(1);
        rig.send(0, 5);
        try (EosProcessor node = node(rig)
                .set("ordering", "key")
                .set("handler-retries", "1000")
                .before((message, context) -> {
                    if (message.key().equals("id-0") && released.getCount() > 0) {
                        throw new IllegalStateException("not yet");
                    }
                })
                .start()) {
            Rig.until(() -> results(rig).equals(range(1, 5)));
            time.advance(RETENTION.multipliedBy(2));
            awaitPurges();
            assertThat(results(rig)).isEqualTo(range(1, 5));
            released.countDown();
            rig.awaitDrained(node);
            Rig.until(() -> results(rig).equals(range(0, 1)));
        }
        assertThat(rig.sink.calls()).containsExactlyInAnyOrderElementsOf(Rig.values(0, 5));
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

    private Set<MessageId> results(Rig rig) {
        return entries(rig).stream()
                .filter(entry -> entry.result() != null)
                .map(Entry::id)
                .collect(Collectors.toSet());
    }

    private Set<MessageId> ids(Rig rig) {
        return entries(rig).stream().map(Entry::id).collect(Collectors.toSet());
    }

    private Collection<Entry> entries(Rig rig) {
        return store.admin().list(rig.name, null, null, 100).entries();
    }

    private static Set<MessageId> range(int first, int last) {
        List<MessageId> ids = IntStream.range(first, last)
                .mapToObj(id -> MessageId.business("id-" + id))
                .toList();
        return Set.copyOf(ids);
    }
}
