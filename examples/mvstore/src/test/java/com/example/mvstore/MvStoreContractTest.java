package com.example.mvstore;

import io.eos.spi.StoreConfig;
import io.eos.testkit.StoreContract;
import io.eos.testkit.StoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every store, in both scopes, without a gap. */
class MvStoreContractTest extends StoreContract {
    @TempDir
    static Path directory;

    @Override
    protected StoreFixture fixture() {
        return () -> new MvResultStoreProvider().open(StoreConfig.of("mvstore:" + directory.resolve("contract.mv")));
    }
}
