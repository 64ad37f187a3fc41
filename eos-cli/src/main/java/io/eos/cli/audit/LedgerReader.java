package io.eos.cli.audit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a ledger from outside, with nothing but the storage system's own client, on a connection of its own. Not thread-safe. Every method
 * throws {@link UnreadableLedgerException} where the ledger cannot be read.
 */
public interface LedgerReader extends AutoCloseable {
    /** All entries. */
    List<Effect> effects();

    /** The balance of each account. */
    Map<String, Long> balances();

    /** Which of these payments have an entry. */
    Set<String> present(Collection<String> ids);

    @Override
    void close();
}
