package io.eos.core;

import java.time.Instant;
import java.time.InstantSource;

/** The clocks of everybody in a simulation, which all show the same. */
final class SimClock implements LoopClock, InstantSource {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SimScheduler time;

    SimClock(SimScheduler time) {
        this.time = time;
    }

    @Override
    public long nanos() {
        return time.now();
    }

    @Override
    public Instant now() {
        return START.plusNanos(time.now());
    }

    @Override
    public Instant instant() {
        return now();
    }
}
