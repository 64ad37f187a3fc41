package io.eos.testkit;

import java.time.Duration;
import java.util.List;

/** The contract also holds where the store's clock cannot be moved, and the tests have to wait for it. */
class SystemClockContractTest extends TransactionalStoreContract<InMemoryEffects> {
    @Override
    protected TransactionalFixture<InMemoryEffects> fixture() {
        InMemoryResultStore store = new InMemoryResultStore();
        return new TransactionalFixture<>() {
            @Override
            public InMemoryResultStore open() {
                return store.reopen();
            }

            @Override
            public Duration shortLease() {
                return Duration.ofMillis(50);
            }

            @Override
            public void append(InMemoryEffects effects, String ledger, String line) {
                effects.append(line);
            }

            @Override
            public List<String> lines(String ledger) {
                return store.ledger();
            }
        };
    }
}
