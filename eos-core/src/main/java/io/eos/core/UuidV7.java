package io.eos.core;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Makes version 7 UUIDs (RFC 9562): 48 bits of milliseconds, a 12-bit counter, 62 random bits. Each is greater than all that this
 * generator made before, also within a millisecond and when the clock goes back: time then stands still, or runs ahead of the clock.
 * Thread-safe.
 */
final class UuidV7 {
    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long VERSION = 7L << COUNTER_BITS;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** One generator for the process: two of them would not be monotonic together. */
    static final UuidV7 SHARED = new UuidV7(System::currentTimeMillis);

    private static final SecureRandom SEEDS = new SecureRandom();
    private static final ThreadLocal<SplittableRandom> RANDOM =
            ThreadLocal.withInitial(() -> new SplittableRandom(SEEDS.nextLong()));

    private final LongSupplier millis;
    /** The last timestamp and counter, as one number: a counter that overflows carries into the timestamp. */
    private final AtomicLong last = new AtomicLong();

    UuidV7(LongSupplier millis) {
        this.millis = millis;
    }

    /** The next one. */
    UUID next() {
        SplittableRandom random = RANDOM.get();
        // The counter starts in the lower half, at random, so that 2,048 more fit into the millisecond.
        long fresh = (millis.getAsLong() << COUNTER_BITS) | random.nextLong(1L << (COUNTER_BITS - 1));
        long stamp = last.updateAndGet(previous -> Math.max(fresh, previous + 1));
        long most = ((stamp >>> COUNTER_BITS) << 16) | VERSION | (stamp & COUNTER_MASK);
        return new UUID(most, VARIANT | (random.nextLong() >>> 2));
    }
}
