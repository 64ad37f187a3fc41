package io.eos.core;

import java.time.Duration;

/** How a worker's turn on a task ended. */
sealed interface Turn {
    /** The task is finished. */
    record Done() implements Turn {}

    /** The task wants another turn after a pause; no thread waits meanwhile. */
    record Later(Duration pause) implements Turn {}

    /** Whether a write is done is not known, and only another tenure can find out. */
    record Unknown(RuntimeException cause) implements Turn {}

    /** {@link Done}. */
    Turn DONE = new Done();
}
