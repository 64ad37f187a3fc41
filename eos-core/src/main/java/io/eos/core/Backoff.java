package io.eos.core;

import java.time.Duration;

/** Pauses that double, from a first to a longest. Immutable. */
record Backoff(Duration first, Duration longest) {
    /** For a store or a broker that does not answer. */
    static final Backoff OUTAGE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    /** For handlers. */
    static Backoff ofHandler(Settings settings) {
        return new Backoff(settings.retryBackoff(), Duration.ofSeconds(30));
    }

    /** The pause before retry {@code n}, from 1. */
    Duration before(int n) {
        long factor = 1L << Math.min(30, Math.max(0, n - 1));
        Duration pause = first.toMillis() > Long.MAX_VALUE / factor ? longest : first.multipliedBy(factor);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
