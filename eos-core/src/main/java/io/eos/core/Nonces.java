package io.eos.core;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers by which a write is known again as one's own. No two of one instance are the same, whatever threads draw them; those of two
 * instances are only if their seeds are so close, of 2<sup>64</sup>. Thread-safe.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) on an atomic state: {@link java.util.SplittableRandom}
 * gives two threads the same number now and then.
 */
final class Nonces {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final AtomicLong state;

    Nonces(long seed) {
        state = new AtomicLong(seed);
    }

    long next() {
        long z = state.addAndGet(GOLDEN_GAMMA);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
