package io.eos.core;

/**
 * Work on one shard that runs on a worker, in as many turns as it needs. It keeps its state between turns; a shard has one task at a time, so its
 * fields need no locks.
 */
interface ShardTask {
    /**
     * Goes on until done, or until something must be waited for.
     *
     * @throws io.eos.api.FencedException if another tenure owns the shard: the task is dropped
     * @throws io.eos.api.StoreUnavailableException to be called again after a pause; likewise {@code OutcomeUnknownException} and
     *     Kafka's retriable errors
     */
    Turn advance();

    /** The shard is being given up and there is no further turn: gives back what it holds. Called on a worker, between turns. */
    default void abandon() {}
}
