package io.eos.testkit;

import io.eos.spi.ResultStore;
import java.util.Optional;

/** The specification passes its own contract. */
class InMemoryStoreContractTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        ManualClock clock = new ManualClock();
        InMemoryResultStore store = new InMemoryResultStore(clock);
        return new StoreFixture() {
            @Override
            public ResultStore open() {
                return store.reopen();
            }

            @Override
            public Optional<TimeControl> time() {
                return Optional.of(clock);
            }
        };
    }
}
