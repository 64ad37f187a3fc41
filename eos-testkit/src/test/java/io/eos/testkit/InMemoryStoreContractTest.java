package io.eos.testkit;

import java.util.List;
import java.util.Optional;

/** The specification passes its own contract. */
class InMemoryStoreContractTest extends TransactionalStoreContract<InMemoryEffects> {
    @Override
    protected TransactionalFixture<InMemoryEffects> fixture() {
        ManualClock clock = new ManualClock();
        InMemoryResultStore store = new InMemoryResultStore(clock);
        return new TransactionalFixture<>() {
            @Override
            public InMemoryResultStore open() {
                return store.reopen();
            }

            @Override
            public Optional<TimeControl> time() {
                return Optional.of(clock);
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
