package io.eos.api;

import org.jspecify.annotations.Nullable;

/** A newer tenure owns the shard, or the store went back to an earlier history: the write changed nothing. Stop working on the shard, then acquire it again if it is still assigned. */
public class FencedException extends EosException {
    /**
     * An error with a message that names the operation and what it was about.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     */
    public FencedException(String message) {
        super(message);
    }

    /**
     * An error with its cause.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     * @param cause what the client library threw, or null
     */
    public FencedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
