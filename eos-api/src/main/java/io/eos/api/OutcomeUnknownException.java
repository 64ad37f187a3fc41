package io.eos.api;

import org.jspecify.annotations.Nullable;

/** The store's answer was lost: what was asked for may have happened, or may still happen. Read first, or repeat the same write with the same nonce. */
public class OutcomeUnknownException extends EosException {
    /** An error with a message that names the operation and what it was about. */
    public OutcomeUnknownException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
