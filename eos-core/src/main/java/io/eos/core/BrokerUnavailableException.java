package io.eos.core;

import io.eos.api.EosException;
import org.jspecify.annotations.Nullable;

/** The Kafka broker did not answer in time. */
public class BrokerUnavailableException extends EosException {
    /** With what was asked of which broker. */
    public BrokerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
