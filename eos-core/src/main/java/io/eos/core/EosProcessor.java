package io.eos.core;

import io.eos.api.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * A processor on this node, running or about to. Thread-safe.
 */
public interface EosProcessor extends AutoCloseable {
    /** What a processor is doing. */
    enum State {
        /** Being checked and connected. */
        STARTING,
        /** Polling. */
        RUNNING,
        /** Draining. */
        STOPPING,
        /** Closed by {@link #close}. */
        STOPPED,
        /** Ended by an error: see {@link #failure()}. */
        FAILED
    }

    /** {@return this node's id, new at every start} */
    NodeId node();

    /** {@return what it is doing} */
    State state();

    /** {@return why it ended, if it failed} */
    Optional<Throwable> failure();

    /**
     * Waits until the processor ended.
     *
     * @param timeout how long at most
     * @return false if the time ran out first
     * @throws InterruptedException if the waiting thread is interrupted; the processor goes on
     */
    boolean awaitTermination(Duration timeout) throws InterruptedException;

    /**
     * {@return whether all that its partitions held when asked is settled and committed: for jobs that stop at the end} True for a node without
     * partitions, and it says nothing of other nodes. Asks the broker, for up to {@code start-timeout}; false if that does not answer, and
     * once the processor stopped.
     */
    boolean caughtUp();

    /** {@return how many messages this node has settled so far, by what became of them} */
    Counts counts();

    /**
     * Drains what is in flight, for up to {@code drain-timeout}, writes watermarks and offsets, leaves the group, and closes the clients
     * (and the store, if it was opened here). A handler that is still running then is not interrupted; what it comes to is dropped. Blocks until that is done, also when interrupted, after which the interrupt flag is set.
     * Idempotent, and throws nothing: what went wrong is logged, and {@link #failure} has what ended the processor.
     */
    @Override
    void close();

    /**
     * What became of messages on this node since its start.
     *
     * @param processed handled by this node, and its result won
     * @param skipped duplicates: a result existed, before the handler was called or, of an equal or a lost call, after it
     * @param deadLettered made dead letters by this node
     * @param rolledBack handled by this node, and another node's result won
     * @param published records that this node published to Kafka
     */
    record Counts(long processed, long skipped, long deadLettered, long rolledBack, long published) {}
}
