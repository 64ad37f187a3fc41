package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Coordinates;
import io.eos.core.CallOrder.Step;
import io.eos.core.Settings.Ordering;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which messages of a batch are given to the handler one after another, and which side by side. */
class CallOrderTest {
    private static final Step PAUSE = Step.of(Optional.of(Duration.ofSeconds(1)));

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Long> called = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void aPartitionIsOneLine() {
        List<Item> items = items("a", "b", null, "a");
        Thread caller = Thread.currentThread();
        assertThat(run(Ordering.PARTITION, items, item -> {
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    return Step.NEXT;
                }))
                .isEmpty();
        assertThat(called).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void aPartitionEndsAtTheFirstThatStops() {
        assertThat(run(Ordering.PARTITION, items("a", "b", "c"), item -> at(item) == 1 ? PAUSE : Step.NEXT))
                .contains(Duration.ofSeconds(1));
        assertThat(called).containsExactly(0L, 1L);
    }

    /** Two lines meet, which they can only side by side; each keeps its own order. */
    @Test
    void keysRunSideBySideAndEachInItsOrder() {
        CountDownLatch together = new CountDownLatch(2);
        List<Item> items = items("a", "a", "b", "a", "b", "b");
        assertThat(run(Ordering.KEY, items, item -> {
                    if (at(item) == 1 || at(item) == 4) {
                        meet(together);
                    }
                    return Step.NEXT;
                }))
                .isEmpty();
        assertThat(called).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(called.stream().filter(List.of(0L, 1L, 3L)::contains)).containsExactly(0L, 1L, 3L);
        assertThat(called.stream().filter(List.of(2L, 4L, 5L)::contains)).containsExactly(2L, 4L, 5L);
    }

    /** They have nothing in common that could bind them. */
    @Test
    void messagesWithoutAKeyRunSideBySide() {
        CountDownLatch together = new CountDownLatch(3);
        run(Ordering.KEY, items(null, null, "a"), item -> {
            meet(together);
            return Step.NEXT;
        });
        assertThat(called).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @Test
    void withoutAnOrderThoseOfOneKeyRunSideBySideToo() {
        CountDownLatch together = new CountDownLatch(3);
        run(Ordering.NONE, items("a", "a", "a"), item -> {
            meet(together);
            return Step.NEXT;
        });
        assertThat(called).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @Test
    void aLineThatStopsStopsNoOther() {
        List<Item> items = items("a", "b", "a", "b", "c", "a");
        Optional<Duration> pause = run(Ordering.KEY, items, item -> switch ((int) at(item)) {
            case 0 -> PAUSE;
            case 3 -> Step.STOP;
            case 4 -> Step.of(Optional.of(Duration.ofSeconds(3)));
            default -> Step.NEXT;
        });
        assertThat(called).containsExactlyInAnyOrder(0L, 1L, 3L, 4L);
        assertThat(pause).as("the longest").contains(Duration.ofSeconds(3));
    }

    /** Whoever catches the failure gives the claims back: no handler may still be at work then. */
    @Test
    void aFailureIsThrownWhenAllLinesHaveEnded() {
        CountDownLatch failing = new CountDownLatch(1);
        CountDownLatch thrown = new CountDownLatch(1);
        List<Long> ended = Collections.synchronizedList(new ArrayList<>());
        assertThatThrownBy(() -> run(Ordering.KEY, items("a", "b", "b"), item -> {
                    if (at(item) == 0) {
                        failing.countDown();
                        throw new IllegalStateException("for once");
                    }
                    meet(failing);
                    // Only a failure that comes too early cuts this short.
                    boolean early = await(thrown, Duration.ofMillis(200));
                    ended.add(early ? -1L : at(item));
                    return Step.NEXT;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("for once");
        thrown.countDown();
        assertThat(ended).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void errorsReachTheCallerAsTheyAre(Ordering ordering) {
        Error error = new OutOfMemoryError("not really");
        assertThatThrownBy(() -> run(ordering, items("a", "b"), item -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsNoPause(Ordering ordering) {
        assertThat(run(ordering, List.of(), item -> PAUSE)).isEmpty();
        assertThat(run(ordering, items("a"), item -> PAUSE)).contains(Duration.ofSeconds(1));
    }

    private Optional<Duration> run(Ordering ordering, List<Item> items, Function<Item, Step> step) {
        return new CallOrder(ordering, threads).run(items, item -> {
            called.add(at(item));
            return step.apply(item);
        });
    }

    private static void meet(CountDownLatch together) {
        together.countDown();
        assertThat(await(together, Duration.ofSeconds(30)))
                .as("the others were called meanwhile")
                .isTrue();
    }

    private static boolean await(CountDownLatch latch, Duration atMost) {
        try {
            return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long at(Item item) {
        return item.source.offset();
    }

    /** One message for each key, at the offsets from 0. */
    private static List<Item> items(@Nullable String... keys) {
        List<Item> items = new ArrayList<>();
        for (String key : keys) {
            byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
            int offset = items.size();
            items.add(new Item(
                    new ConsumerRecord<>("t", 0, offset, bytes, new byte[0]),
                    new Coordinates(new UUID(1, 1), 0, offset),
                    offset));
        }
        return items;
    }
}
