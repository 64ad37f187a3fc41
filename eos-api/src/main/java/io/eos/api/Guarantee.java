package io.eos.api;

/** What a store promises about a write that it acknowledged. */
public enum Guarantee {
    /** Every read after an acknowledged write sees it, also after a failover. */
    LINEARIZABLE,
    /** An acknowledged write can be lost when a replica takes over; eos reports the loss when it sees one. */
    LOSSY_ON_FAILOVER
}
