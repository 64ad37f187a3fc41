package io.eos.testkit;

/** What a store may lack, if it says so: see {@link StoreFixture#gaps()}. */
public enum Feature {
    /** Ids that are unique in one partition. */
    SHARD_SCOPE,
    /** Ids that are unique in the whole processor. */
    PROCESSOR_SCOPE,
    /** An old tenure's write is refused in the same atomic step, in {@code SHARD} scope. */
    ATOMIC_FENCING_IN_SHARD_SCOPE,
    /** An old tenure's write is refused in the same atomic step, in {@code PROCESSOR} scope. */
    ATOMIC_FENCING_IN_PROCESSOR_SCOPE,
    /** A purge when it is asked for, and never at or above the watermark, rather than by age alone. */
    PURGE_BELOW_WATERMARK
}
