package io.eos.testkit;

/** The process is to be thought of as killed here. An error, so that code which handles exceptions does not survive it by accident. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1;

    /**
     * A crash at a place.
     *
     * @param where the place, for the messages of a test
     */
    public SimulatedCrash(String where) {
        super("simulated crash " + where);
    }
}
