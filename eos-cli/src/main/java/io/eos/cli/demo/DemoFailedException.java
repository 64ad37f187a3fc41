package io.eos.cli.demo;

import io.eos.api.EosException;

/** The demo, or a run of faults, did not come to its end, or showed nothing. */
public final class DemoFailedException extends EosException {
    private static final long serialVersionUID = 1L;

    /** Says why. */
    public DemoFailedException(String message) {
        super(message);
    }

    /** Says why. */
    public DemoFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
