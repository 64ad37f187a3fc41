package io.eos.testkit;

import java.time.Duration;

/** Moves a store's clock. */
@FunctionalInterface
public interface TimeControl {
    /**
     * Lets that much time pass at once.
     *
     * @param duration positive
     */
    void advance(Duration duration);
}
