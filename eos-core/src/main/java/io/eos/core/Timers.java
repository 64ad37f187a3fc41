package io.eos.core;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What the poll thread does later. Poll thread only. */
final class Timers {
    private final LoopClock clock;
    private final PriorityQueue<Timer> queue = new PriorityQueue<>(Comparator.comparingLong(Timer::due));

    Timers(LoopClock clock) {
        this.clock = clock;
    }

    void after(Duration delay, Runnable action) {
        queue.add(new Timer(clock.nanos() + delay.toNanos(), action));
    }

    void runDue() {
        long now = clock.nanos();
        for (Timer next = queue.peek(); next != null && next.due - now <= 0; next = queue.peek()) {
            queue.remove();
            next.action.run();
        }
    }

    /** How long until the next one, at most {@code longest}. */
    Duration untilNext(Duration longest) {
        Timer next = queue.peek();
        if (next == null) {
            return longest;
        }
        Duration left = Duration.ofNanos(Math.max(0, next.due - clock.nanos()));
        return left.compareTo(longest) < 0 ? left : longest;
    }

    private record Timer(long due, Runnable action) {}
}
