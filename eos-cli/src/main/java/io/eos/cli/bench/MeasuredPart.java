package io.eos.cli.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The part of a run that counts: what comes after the first quarter of its records, in which groups form, the JVM compiles, and servers fill their
 * caches. It ends with the last record, not when somebody has found out that there are no more. Thread-safe.
 */
final class MeasuredPart {
    private static final int WARMUP_PART = 4;
    private static final long GLANCE_NANOS = Duration.ofMillis(2).toNanos();

    private final long warmups;
    private final LongSupplier clock;
    private long begun;
    private long doneWhenBegun;
    private boolean warm;
    private long ended;
    private long done;

    /** Begins now; of so many records. */
    MeasuredPart(long records) {
        this(records, System::nanoTime);
    }

    MeasuredPart(long records, LongSupplier clock) {
        this.warmups = records / WARMUP_PART;
        this.clock = clock;
        begun = clock.getAsLong();
        ended = begun;
    }

    /** So many are done now. */
    synchronized void reached(long count) {
        if (count <= done) {
            return;
        }
        long now = clock.getAsLong();
        if (!warm && done >= warmups) {
            // From the step before on: all that is counted was done since.
            warm = true;
            begun = ended;
            doneWhenBegun = done;
        }
        done = count;
        ended = now;
    }

    /** Looks every two milliseconds how many are done, on a thread that ends with the JVM. */
    void watch(LongSupplier count) {
        Thread thread = new Thread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        reached(count.getAsLong());
                        LockSupport.parkNanos(GLANCE_NANOS);
                    }
                },
                "bench-progress");
        thread.setDaemon(true);
        thread.start();
    }

    /** How many records count; all, where they came at once. */
    synchronized long records() {
        return done - doneWhenBegun;
    }

    /** How long they took. */
    synchronized long nanos() {
        return ended - begun;
    }
}
