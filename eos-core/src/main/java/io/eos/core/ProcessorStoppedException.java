package io.eos.core;

import io.eos.api.EosException;

/**
 * The processor stops by itself: because a setting says so ({@code on-mismatch=stop}, {@code on-lost-history=stop}), because the store was
 * emptied or replaced while it ran, or because another consumer group runs the same processor.
 */
public class ProcessorStoppedException extends EosException {
    /**
     * With what was found, and why it stops.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     */
    public ProcessorStoppedException(String message) {
        super(message);
    }
}
