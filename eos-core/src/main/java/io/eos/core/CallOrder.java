package io.eos.core;

import io.eos.api.Bytes;
import io.eos.core.Settings.Ordering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * In which order a batch's messages are given to the handler: one after another, or in parallel where nothing binds them. A batch is recorded
 * and published as one, in the order of its offsets, so nothing that comes after a gap is ever published before it. Thread-safe.
 */
final class CallOrder {
    /** Each partition's messages one after another. */
    static final CallOrder PARTITION = new CallOrder(Ordering.PARTITION, Runnable::run);

    private final Ordering ordering;
    private final Executor threads;

    /**
     * An order.
     *
     * @param threads where handlers run in parallel; not the threads that call {@link #run}
     */
    CallOrder(Ordering ordering, Executor threads) {
        this.ordering = ordering;
        this.threads = threads;
    }

    /** What follows a message: the next one of its order; or, where {@code goOn} is false, none, perhaps after a pause. */
    record Step(boolean goOn, Optional<Duration> pause) {
        static final Step NEXT = new Step(true, Optional.empty());
        static final Step STOP = new Step(false, Optional.empty());

        static Step of(Optional<Duration> pause) {
            return pause.isPresent() ? new Step(false, pause) : NEXT;
        }
    }

    /**
     * Takes a step for each message, up to the first of its order that stops. Returns when no step is under way any more.
     *
     * @return the longest pause that a step asks for
     */
    Optional<Duration> run(List<Item> items, Function<Item, Step> step) {
        Collection<List<Item>> lines = lines(items);
        if (lines.size() < 2) {
            return line(items, step);
        }
        List<CompletableFuture<Optional<Duration>>> running = new ArrayList<>();
        lines.forEach(line -> running.add(CompletableFuture.supplyAsync(() -> line(line, step), threads)));
        Optional<Duration> longest = Optional.empty();
        @Nullable CompletionException failure = null;
        for (CompletableFuture<Optional<Duration>> one : running) {
            try {
                longest = longer(longest, one.join());
            } catch (CompletionException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw rethrown(failure);
        }
        return longest;
    }

    private Collection<List<Item>> lines(List<Item> items) {
        if (ordering == Ordering.PARTITION || items.size() < 2) {
            return List.of(items);
        }
        Map<Object, List<Item>> lines = new LinkedHashMap<>();
        for (Item item : items) {
            byte[] key = item.raw.key();
            Object line = ordering == Ordering.NONE || key == null ? item : Bytes.wrap(key);
            lines.computeIfAbsent(line, any -> new ArrayList<>()).add(item);
        }
        return lines.values();
    }

    private static Optional<Duration> line(List<Item> items, Function<Item, Step> step) {
        for (Item item : items) {
            Step taken = step.apply(item);
            if (!taken.goOn()) {
                return taken.pause();
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
        return one.isPresent() && (other.isEmpty() || one.get().compareTo(other.get()) >= 0) ? one : other;
    }

    private static RuntimeException rethrown(CompletionException failure) {
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
}
