package io.eos.core;

/** The simulated process was killed: its code ends wherever it is. An error, so that code which handles exceptions does not survive it. */
final class SimCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimCrash() {
        super("the simulated process was killed", null, false, false);
    }
}
