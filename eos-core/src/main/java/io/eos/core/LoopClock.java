package io.eos.core;

import java.time.Duration;
import java.time.Instant;

/** The loop's time: one that only goes forward, for delays, and one for people, for what is stored. */
interface LoopClock {
    /** The machine's clocks. */
    LoopClock SYSTEM = new LoopClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        /** The same object for all that happens within a millisecond: each message's result holds one. */
        private volatile Instant last = Instant.EPOCH;

        @Override
        public Instant now() {
            long now = System.currentTimeMillis();
            Instant known = last;
            if (known.toEpochMilli() == now) {
                return known;
            }
            Instant made = Instant.ofEpochMilli(now);
            last = made;
            return made;
        }
    };

    /** Nanoseconds since some moment; never goes back. */
    long nanos();

    /** The wall clock, in milliseconds; may jump. */
    Instant now();

    /** How long it is since a value of {@link #nanos()}. */
    default Duration since(long nanos) {
        return Duration.ofNanos(nanos() - nanos);
    }
}
