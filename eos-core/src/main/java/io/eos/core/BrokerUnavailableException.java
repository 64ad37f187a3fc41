package io.eos.core;

import io.eos.api.EosException;
import org.jspecify.annotations.Nullable;

/** The Kafka broker did not answer in time. */
public class BrokerUnavailableException extends EosException {
    /**
     * With what was asked of which broker.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     * @param cause what the client library threw, or null
     */
    public BrokerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
