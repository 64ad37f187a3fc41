package io.eos.api;

import org.jspecify.annotations.Nullable;

/** A stored record cannot be read: damaged, or written by a newer version. Never the same as an absent one. */
public class CorruptRecordException extends EosException {
    /**
     * An error with a message that names the operation and what it was about.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     */
    public CorruptRecordException(String message) {
        super(message);
    }

    /**
     * An error with its cause.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     * @param cause what the client library threw, or null
     */
    public CorruptRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
