package io.eos.core;

import io.eos.api.EosException;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler to have the message made a dead letter at once, without retries. */
public class RejectedMessageException extends EosException {
    /**
     * With the reason, which goes into the dead letter's headers.
     *
     * @param reason without secrets: it is seen by whoever reads the dead-letter topic
     */
    public RejectedMessageException(String reason) {
        super(reason);
    }

    /**
     * With the reason, which goes into the dead letter's headers, and the cause.
     *
     * @param reason without secrets: it is seen by whoever reads the dead-letter topic
     * @param cause what the handler found out by, or null
     */
    public RejectedMessageException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
