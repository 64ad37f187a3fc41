package io.eos.testkit;

import io.eos.spi.TransactionalResultStore;
import java.util.List;

/**
 * How the contract gets at a store that applies effects in the same transaction as the results, and at the effects.
 *
 * @param <R> what effects are made with
 */
public interface TransactionalFixture<R> extends StoreFixture {
    @Override
    TransactionalResultStore<R> open();

    /**
     * Makes an effect that is seen to have happened once, twice or not at all: appends a line to a ledger, as with {@code INSERT INTO t
     * VALUES (ledger, line)} into a table without keys.
     *
     * @param resource of the transaction under way
     * @param ledger which list of lines
     * @param line what is appended
     * @throws Exception what the storage system's client threw
     */
    void append(R resource, String ledger, String line) throws Exception;

    /**
     * {@return the committed lines of a ledger, in any order, read from outside of any transaction}
     *
     * @param ledger which list of lines
     */
    List<String> lines(String ledger);
}
