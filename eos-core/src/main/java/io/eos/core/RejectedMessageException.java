package io.eos.core;

import io.eos.api.EosException;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler to have the message made a dead letter at once, without retries. */
public class RejectedMessageException extends EosException {
    /** With the reason, which goes into the dead letter's headers. */
    public RejectedMessageException(String reason) {
        super(reason);
    }

    /** With the reason, which goes into the dead letter's headers, and the cause. */
    public RejectedMessageException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
