package io.eos.api;

import org.jspecify.annotations.Nullable;

/** The store's answer was lost: what was asked for may have happened, or may still happen. Read first, or repeat the same write with the same nonce. */
public class OutcomeUnknownException extends EosException {
    /**
     * An error with a message that names the operation and what it was about.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     */
    public OutcomeUnknownException(String message) {
        super(message);
    }

    /**
     * An error with its cause.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     * @param cause what the client library threw, or null
     */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
