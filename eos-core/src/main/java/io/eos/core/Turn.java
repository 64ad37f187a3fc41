package io.eos.core;

import java.time.Duration;

/** How a worker's turn on a task ended. */
sealed interface Turn {
    /** The task is finished. */
    record Done() implements Turn {}

    /** The task wants another turn after a pause; no thread waits meanwhile. */
    record Later(Duration pause) implements Turn {}

    /** {@link Done}. */
    Turn DONE = new Done();
}
