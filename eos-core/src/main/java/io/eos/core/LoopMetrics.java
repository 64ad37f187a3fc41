package io.eos.core;

import java.time.Duration;

/** What the loop counts. Called by all its threads. */
interface LoopMetrics {
    /** Counts nothing. */
    LoopMetrics NONE = new LoopMetrics() {};

    /** A batch was decided. */
    default void settled(int processed, int skipped, int deadLettered, int rolledBack) {}

    /** A batch was decided, so long after it was first looked at. */
    default void batch(Duration duration) {}

    /** A transaction with so many records was committed. */
    default void published(long records) {}

    /** Another node's result was there first; whether it differs. */
    default void conflict(boolean differs) {}

    /** An id came with another payload. */
    default void mismatch() {}

    /** A handler, or the transaction around it, failed once. */
    default void handlerFailure() {}

    /** What a handler did could not be undone. */
    default void compensateFailure() {}

    /** The store fenced a tenure. */
    default void fenced() {}

    /** The store, or the log, went back. */
    default void lostHistory() {}

    /** Kafka deleted messages before they were processed. */
    default void expired() {}

    /** Store or broker did not answer. */
    default void outage() {}

    /** How many shards this node works on. */
    default void shards(int live) {}
}
