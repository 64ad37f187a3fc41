package io.eos.cli.chaos.trial;

import io.eos.cli.demo.ledger.StorageSystem;
import org.jspecify.annotations.Nullable;

/** One arena after the other, each for as long as its servers are in a state for another run. Not thread-safe. */
public final class Arenas implements AutoCloseable {
    private final StorageSystem system;
    private @Nullable Arena open;

    /** None is open. */
    public Arenas(StorageSystem system) {
        this.system = system;
    }

    /** The one that is open, or a new one. */
    public Arena get() {
        Arena present = open;
        if (present == null) {
            present = Arena.open(system);
            open = present;
        }
        return present;
    }

    /** Ends its servers; the next one has new ones. */
    @Override
    public void close() {
        Arena present = open;
        if (present != null) {
            present.close();
            open = null;
        }
    }
}
