package io.eos.cli.chaos;

import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.core.HandlerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run. Immutable.
 *
 * @param scenarios their names; none for all
 * @param kinds of handlers; none for all
 * @param minutes of random mixes, zero for the scenarios
 * @param seed of the first run
 * @param messages of each run
 * @param report a directory for results, or null
 * @param resume whether runs that held there are left out, and random mixes go on where the results end
 */
public record ChaosOptions(
        StorageSystem system,
        List<String> scenarios,
        List<HandlerKind> kinds,
        Duration minutes,
        long seed,
        int messages,
        @Nullable Path report,
        boolean resume) {
    /** Copies the lists. */
    public ChaosOptions {
        scenarios = List.copyOf(scenarios);
        kinds = List.copyOf(kinds);
    }
}
