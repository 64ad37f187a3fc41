package io.eos.api;

import org.jspecify.annotations.Nullable;

/** An error of eos or of a store. The subclasses say what the caller must do; messages never carry payloads or secrets. */
public class EosException extends RuntimeException {
    /**
     * An error with a message that names the operation and what it was about.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     */
    public EosException(String message) {
        super(message);
    }

    /**
     * An error with its cause.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     * @param cause what the client library threw, or null
     */
    public EosException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
