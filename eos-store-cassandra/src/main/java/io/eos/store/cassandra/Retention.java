package io.eos.store.cassandra;

import java.time.Duration;

/**
 * How long rows live. Thread-safe.
 *
 * @param results after which a result, and what is left of a claim that was given back, is gone by itself
 */
record Retention(Duration results) {
    int ofResult() {
        return seconds(results);
    }

    /** A claim is gone once its lease has run out for as long as results are kept. */
    int ofClaim(Duration lease) {
        return seconds(results.plus(lease));
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.plusMillis(999).toSeconds());
    }
}
