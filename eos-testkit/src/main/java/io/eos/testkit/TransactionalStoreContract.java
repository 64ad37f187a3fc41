package io.eos.testkit;

import org.junit.jupiter.api.Nested;

/**
 * The contract that every {@link io.eos.spi.TransactionalResultStore} must pass: that of any store, and effects in the same transaction.
 *
 * @param <R> what effects are made with
 */
public abstract class TransactionalStoreContract<R> extends StoreContract {
    /** For subclasses. */
    protected TransactionalStoreContract() {}

    @Override
    protected abstract TransactionalFixture<R> fixture();

    @Nested
    class Transacting extends TransactionContract<R> {
        @Override
        TransactionalFixture<R> newFixture() {
            return TransactionalStoreContract.this.fixture();
        }
    }
}
