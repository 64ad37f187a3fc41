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

        @Override
        public Instant now() {
            return Instant.now();
        }
    };

    /** Nanoseconds since some moment; never goes back. */
    long nanos();

    /** The wall clock; may jump. */
    Instant now();

    /** How long it is since a value of {@link #nanos()}. */
    default Duration since(long nanos) {
        return Duration.ofNanos(nanos() - nanos);
    }
}
