package io.eos.cli.chaos.trial;

import io.eos.api.Scope;
import io.eos.cli.chaos.judge.Checker;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.worker.Demand;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A fault, or several, that are done to workers and servers. Immutable; the package {@code scenario} has all of them. */
public interface Scenario {
    /** What it is called on the command line. */
    String name();

    /** What is done, in a few words. */
    String title();

    /** What a run of it shows, in a sentence without its end; empty where that is plain. */
    default String shows() {
        return "";
    }

    /** Whether it can be done. */
    default boolean applies(StorageSystem system, HandlerKind kind) {
        return true;
    }

    /** Settings of the processor that differ from the run's; an empty one is left out. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** Settings of the store that differ from the run's. */
    default Map<String, String> storeSettings() {
        return Map.of();
    }

    /** Whether some of the messages are refused by their handler. */
    default boolean poison() {
        return false;
    }

    /** Whether results are made as short and as long as {@link Demand} has it. */
    default boolean sized() {
        return false;
    }

    /** How many bytes of headers each message has that nobody needs. */
    default int padding() {
        return 0;
    }

    /** Where the messages' ids have to be unique, if that is not to be drawn. */
    default Optional<Scope> scope() {
        return Optional.empty();
    }

    /** Settings of the source topic. */
    default Map<String, String> topic() {
        return Map.of();
    }

    /** What eos does not promise under this fault: violations are counted, and do not count. */
    default Set<Invariant> waived() {
        return Set.of();
    }

    /** Starts workers and does the fault; what was broken is mended by the run afterwards. */
    void play(Trial trial);

    /** Looks at, or waits for, what must come about once the backlog has drained, while the workers still run. */
    default void rest(Trial trial) {}

    /** What does not hold of what was left behind. */
    default List<Violation> judge(Trial trial, Evidence evidence) {
        return Checker.check(evidence);
    }
}
