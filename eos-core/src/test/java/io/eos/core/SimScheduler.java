package io.eos.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of a simulation, and what happens in it, one thing after another. Whatever may come out differently is drawn from one random
 * source, so a seed is a whole run. Used by whoever has the baton.
 */
final class SimScheduler {
    /** More than any run needs: a loop without progress would otherwise never end. */
    private static final int MOST_EVENTS = 300_000;

    final SplittableRandom random;
    private final SimThreads threads;
    private final boolean tracing;
    private final List<String> trace = new ArrayList<>();
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Set<Blocked> blocked = new LinkedHashSet<>();
    private long now;
    private long order;
    private long fingerprint;
    private boolean stopped;
    private boolean finished;

    /** A process, whose events wait while it is frozen and are dropped when it is gone. */
    interface Owner {
        boolean isGone();

        /** A time of {@link #now()}; not in the future if it is not frozen. */
        long frozenUntil();
    }

    SimScheduler(long seed, SimThreads threads, boolean tracing) {
        this.random = new SplittableRandom(seed);
        this.threads = threads;
        this.tracing = tracing;
    }

    private record Event(
            long time,
            long order,
            @Nullable Owner owner,
            @Nullable Runnable action,
            @Nullable Blocked blocked) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** A task that waits in the middle of what it does. */
    private static final class Blocked {
        final Owner owner;
        final SimThreads.Carrier carrier;
        boolean killed;
        boolean woken;

        Blocked(Owner owner, SimThreads.Carrier carrier) {
            this.owner = owner;
            this.carrier = carrier;
        }
    }

    /** What one task of a process waits for and another one signals. */
    final class Signal {
        private @Nullable Blocked waiting;

        /** Waits for it, up to a time. */
        void await(Owner owner, Duration atMost) {
            Blocked self = new Blocked(owner, threads.current());
            waiting = self;
            try {
                block(self, now + atMost.toNanos());
            } finally {
                waiting = null;
            }
        }

        void send() {
            if (waiting != null) {
                resume(waiting, now);
            }
        }
    }

    long now() {
        return now;
    }

    /** A number that is higher each time. */
    long number() {
        return order++;
    }

    /** Has something happen later. Without an owner it is the world's, which neither freezes nor dies. */
    void after(Duration delay, @Nullable Owner owner, Runnable action) {
        add(now + delay.toNanos(), owner, action, null);
    }

    private void add(long time, @Nullable Owner owner, @Nullable Runnable action, @Nullable Blocked of) {
        if (!stopped) {
            queue.add(new Event(time, order++, owner, action, of));
        }
    }

    /** The calling task goes on after a time. */
    void sleep(Owner owner, Duration time) {
        block(new Blocked(owner, threads.current()), now + time.toNanos());
    }

    private void block(Blocked self, long until) {
        if (stopped || self.owner.isGone()) {
            throw new SimCrash();
        }
        blocked.add(self);
        resume(self, until);
        threads.park(self.carrier);
        blocked.remove(self);
        if (self.killed) {
            throw new SimCrash();
        }
    }

    private void resume(Blocked of, long time) {
        add(time, of.owner, null, of);
    }

    /** The process is gone: tasks that wait end where they are. */
    void kill(Owner owner) {
        blocked.stream().filter(of -> of.owner == owner).forEach(of -> {
            of.killed = true;
            resume(of, now);
        });
    }

    /** Ends the simulation. */
    void stop() {
        stopped = true;
        queue.clear();
    }

    boolean isFinished() {
        return finished;
    }

    /** Lets the next thing happen; the thread to be resumed, if that is what happens. */
    SimThreads.@Nullable Carrier step() {
        if (stopped || queue.isEmpty()) {
            return end();
        }
        if (order > MOST_EVENTS) {
            throw new IllegalStateException("the simulation does not come to an end");
        }
        Event event = queue.remove();
        now = Math.max(now, event.time);
        Owner owner = event.owner;
        Blocked of = event.blocked;
        boolean killed = of != null && of.killed;
        if (owner != null && !killed) {
            if (owner.isGone()) {
                return null;
            }
            if (owner.frozenUntil() > now) {
                add(owner.frozenUntil(), owner, event.action, of);
                return null;
            }
        }
        if (of != null) {
            if (of.woken) {
                return null;
            }
            of.woken = true;
            mix(now);
            return of.carrier;
        }
        mix(now + 1);
        if (event.action != null) {
            event.action.run();
        }
        return null;
    }

    private SimThreads.@Nullable Carrier end() {
        stopped = true;
        for (Blocked of : blocked) {
            of.killed = true;
            of.woken = true;
            return of.carrier;
        }
        finished = true;
        return null;
    }

    private void mix(long value) {
        fingerprint = (fingerprint ^ value) * 0x9E3779B97F4A7C15L;
        fingerprint ^= fingerprint >>> 29;
    }

    /** Tells two runs apart. */
    long fingerprint() {
        return fingerprint;
    }

    /** Draws whether something of so many percent happens. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Draws a time, in milliseconds, both inclusive. */
    Duration between(int least, int most) {
        return Duration.ofMillis(random.nextInt(least, most + 1));
    }

    void trace(Supplier<String> line) {
        if (tracing) {
            trace.add(String.format("%9.3f  %s", now / 1e6, line.get()));
        }
    }

    List<String> trace() {
        return trace;
    }
}
