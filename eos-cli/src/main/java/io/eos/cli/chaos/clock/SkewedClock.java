package io.eos.cli.chaos.clock;

import java.time.Instant;

/** What a worker whose wall clock is wrong reads in its place ({@link SkewAgent}). Thread-safe. */
public final class SkewedClock {
    private static volatile long aheadMillis;

    private SkewedClock() {}

    static void ahead(long millis) {
        aheadMillis = millis;
    }

    /** In place of {@link System#currentTimeMillis()}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + aheadMillis;
    }

    /** In place of {@link Instant#now()}. */
    public static Instant now() {
        return Instant.now().plusMillis(aheadMillis);
    }
}
