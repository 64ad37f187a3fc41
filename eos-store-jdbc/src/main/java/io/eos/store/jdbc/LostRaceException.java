package io.eos.store.jdbc;

/** Rows changed between reading and writing them: roll back and run the transaction again. Never leaves this package. */
final class LostRaceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostRaceException(String message) {
        super(message, null, false, false);
    }
}
