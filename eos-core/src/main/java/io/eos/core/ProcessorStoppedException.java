package io.eos.core;

import io.eos.api.EosException;

/** The processor stops by itself because a setting says so: {@code on-mismatch=stop} or {@code on-lost-history=stop}. */
public class ProcessorStoppedException extends EosException {
    /**
     * With what was found, and the setting.
     *
     * @param message names the operation and what it was about; no secrets, no payloads
     */
    public ProcessorStoppedException(String message) {
        super(message);
    }
}
