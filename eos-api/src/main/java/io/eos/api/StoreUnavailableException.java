package io.eos.api;

import org.jspecify.annotations.Nullable;

/** The store did not carry out the call: nothing was changed, and the call may be repeated. */
public class StoreUnavailableException extends EosException {
    /**
     * An error with a message that names the operation and what it was about.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /**
     * An error with its cause.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     * @param cause what the client library threw, or null
     */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
