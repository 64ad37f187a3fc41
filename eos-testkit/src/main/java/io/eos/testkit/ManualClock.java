package io.eos.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. Thread-safe. */
public final class ManualClock implements InstantSource, TimeControl {
    private Instant now;

    /** A clock that starts at 2026-01-01. */
    public ManualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /**
     * A clock that starts at an instant.
     *
     * @param start what it shows until it is moved
     */
    public ManualClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }
}
