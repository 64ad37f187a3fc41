package io.eos.cli.chaos.trial;

import io.eos.cli.chaos.worker.ChaosWorker;
import java.util.List;
import java.util.Optional;

/**
 * What the workers of a run are. Immutable.
 *
 * @param main the class that is started with the file of a {@link io.eos.cli.chaos.worker.WorkerPlan}
 * @param arguments further ones
 * @param further what stands in front of this JVM's class path, if anything
 */
public record Program(Class<?> main, List<String> arguments, Optional<String> further) {
    /** eos. */
    public static final Program EOS = new Program(ChaosWorker.class, List.of(), Optional.empty());

    /** Copies the list. */
    public Program {
        arguments = List.copyOf(arguments);
    }

    /** Whether it keeps results in the store, as eos does. */
    boolean keepsResults() {
        return main == ChaosWorker.class;
    }
}
