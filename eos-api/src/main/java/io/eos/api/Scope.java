package io.eos.api;

/** Where a message id is unique. Fixed when a processor is first registered. The names are stored: they never change. */
public enum Scope {
    /** Within one partition of one topic: a duplicate comes back where the first one was, as keyed producers' do. */
    SHARD,
    /** Across all topics and partitions of the processor. */
    PROCESSOR
}
