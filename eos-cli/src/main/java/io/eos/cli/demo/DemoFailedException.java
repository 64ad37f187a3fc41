package io.eos.cli.demo;

import io.eos.api.EosException;

/** The demo did not come to its end, or showed nothing. */
public final class DemoFailedException extends EosException {
    private static final long serialVersionUID = 1L;

    DemoFailedException(String message) {
        super(message);
    }

    DemoFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
