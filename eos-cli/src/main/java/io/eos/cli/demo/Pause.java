package io.eos.cli.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets time pass. Stateless. */
public final class Pause {
    private static final long TICK_MILLIS = 25;

    private Pause() {}

    public static void of(Duration time) {
        boolean unused = until(time, () -> false);
    }

    /** Waits for a condition; false if it does not hold in time. */
    public static boolean until(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        do {
            if (condition.getAsBoolean()) {
                return true;
            }
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoFailedException("interrupted", e);
            }
        } while (end - System.nanoTime() > 0);
        return condition.getAsBoolean();
    }
}
