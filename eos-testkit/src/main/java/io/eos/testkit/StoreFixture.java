package io.eos.testkit;

import io.eos.spi.ResultStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the contract gets at the store under test. One instance serves one test; instances may share a storage system, since each test makes
 * processors of its own.
 */
@FunctionalInterface
public interface StoreFixture extends AutoCloseable {
    /**
     * Opens the store once more, as another node does: all that are opened see the same data. The contract closes what it opened.
     *
     * @return a store, open
     */
    ResultStore open();

    /**
     * Moves the clock that the store's leases and retention go by. A store whose clock cannot be moved has none: the contract then uses
     * leases of {@link #shortLease()} and waits until they ran out.
     *
     * @return how to move it, or empty
     */
    default Optional<TimeControl> time() {
        return Optional.empty();
    }

    /** {@return a lease that is short, and still far longer than a round trip} */
    default Duration shortLease() {
        return Duration.ofMillis(250);
    }

    /**
     * {@return what the store cannot do, each with the reason, which the skipped tests show} A test that is skipped for anything else
     * fails.
     */
    default Map<Feature, String> gaps() {
        return Map.of();
    }

    /** Gives back what this fixture holds, after its test. */
    @Override
    default void close() {}
}
