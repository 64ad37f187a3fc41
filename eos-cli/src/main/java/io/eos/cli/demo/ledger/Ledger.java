package io.eos.cli.demo.ledger;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import java.util.Collection;

/**
 * A ledger as a program without eos writes it, over one connection: entries, and a balance for each account. Used by one thread at a time. Its methods
 * throw {@link LedgerException}.
 */
public interface Ledger extends AutoCloseable {
    /** Makes it, with every account at zero. */
    void create(Collection<String> accounts);

    /** Makes an entry and the account's new balance in one atomic step, durably, whether or not the payment has one already. */
    void enter(Effect entry);

    /** A reader for the audit, on a connection of its own, which the caller closes. */
    LedgerReader reader();

    @Override
    void close();
}
