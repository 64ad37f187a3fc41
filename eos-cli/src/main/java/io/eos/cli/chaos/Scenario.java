package io.eos.cli.chaos;

import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import java.util.Map;
import java.util.Set;

/** A fault, or several, that are done to workers and servers. Immutable; {@link Scenarios} lists all. */
interface Scenario {
    /** What it is called on the command line. */
    String name();

    /** What is done, in a few words. */
    String title();

    /** Whether it can be done. */
    default boolean applies(StorageSystem system, HandlerKind kind) {
        return true;
    }

    /** Settings of the processor that differ from the run's; an empty one is left out. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** Whether some of the messages are refused by their handler. */
    default boolean poison() {
        return false;
    }

    /** What eos does not promise under this fault: violations are counted, and do not count. */
    default Set<Invariant> waived() {
        return Set.of();
    }

    /** Starts workers and does the fault; what was broken is mended by the run afterwards. */
    void play(Trial trial);
}
