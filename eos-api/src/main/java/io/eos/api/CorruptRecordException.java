package io.eos.api;

import org.jspecify.annotations.Nullable;

/** A stored record cannot be read: damaged, or written by a newer version. Never the same as an absent one. */
public class CorruptRecordException extends EosException {
    /** An error with a message that names the operation and what it was about. */
    public CorruptRecordException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public CorruptRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
