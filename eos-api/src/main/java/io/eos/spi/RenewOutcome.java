package io.eos.spi;

/** What became of a claim that was to be renewed. */
public enum RenewOutcome {
    /** The lease runs anew. */
    RENEWED,
    /** Another claim or a result has taken its place; nothing was changed. */
    LOST
}
