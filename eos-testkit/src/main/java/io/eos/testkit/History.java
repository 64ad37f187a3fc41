package io.eos.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls of several threads as they were seen from outside: when each was made, and when it was answered. Thread-safe.
 *
 * @param <S> the states of what they are made on; compared by {@code equals}
 */
final class History<S> {
    /** The end of a call whose outcome nobody knows: it may have happened, may still, or never. */
    static final long NEVER = Long.MAX_VALUE;

    private final AtomicLong clock = new AtomicLong();
    private final List<Entry<S>> entries = new ArrayList<>();

    /** What a call does. */
    @FunctionalInterface
    interface Effect<S> {
        /** The state after the call; none if it could not be answered in that state as it was. */
        Optional<S> on(S state);
    }

    /** A call. */
    record Entry<S>(String what, long began, long ended, Effect<S> effect) {
        boolean answered() {
            return ended != NEVER;
        }

        @Override
        public String toString() {
            return "[" + began + " to " + (answered() ? ended : "?") + "] " + what;
        }
    }

    /** To be asked right before a call. */
    long begin() {
        return clock.incrementAndGet();
    }

    /** A call that was answered just now. */
    void answered(String what, long began, Effect<S> effect) {
        add(new Entry<>(what, began, clock.incrementAndGet(), effect));
    }

    /** A call whose outcome is unknown; its effect takes whatever state it meets. */
    void unknown(String what, long began, Effect<S> effect) {
        add(new Entry<>(what, began, NEVER, effect));
    }

    private synchronized void add(Entry<S> entry) {
        entries.add(entry);
    }

    synchronized List<Entry<S>> entries() {
        return List.copyOf(entries);
    }
}
