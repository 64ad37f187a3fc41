package io.eos.cli.audit;

/** The audit cannot read the ledger. */
public final class UnreadableLedgerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Tells which ledger, and why. */
    public UnreadableLedgerException(String ledger, Exception cause) {
        super("the audit cannot read the ledger '" + ledger + "': " + cause.getMessage(), cause);
    }
}
