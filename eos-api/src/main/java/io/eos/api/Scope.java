package io.eos.api;

/** Where a message id is unique. Fixed when a processor is first registered. The names are stored: they never change. */
public enum Scope {
    /** Within one partition of one topic: a duplicate comes back where the first one was, as with a keyed producer, which sends the
     * same key to the same partition. */
    SHARD,
    /** Across all topics and partitions of the processor. */
    PROCESSOR
}
