package io.eos.testkit;

import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;

/** The contract on the provider of the specification. */
class InMemoryProviderContractTest extends ProviderContract {
    @Override
    protected ResultStoreProvider provider() {
        return new InMemoryResultStoreProvider();
    }

    @Override
    protected StoreConfig config() {
        return StoreConfig.of("memory:contract?password=HIDE");
    }
}
