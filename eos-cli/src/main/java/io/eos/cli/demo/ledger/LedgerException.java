package io.eos.cli.demo.ledger;

/** The ledger cannot be made or written. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Tells which ledger, and why. */
    public LedgerException(String ledger, Exception cause) {
        super("the ledger '" + ledger + "' cannot be written: " + cause.getMessage(), cause);
    }
}
