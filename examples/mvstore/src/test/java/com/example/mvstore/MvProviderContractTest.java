package com.example.mvstore;

import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import io.eos.testkit.ProviderContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every provider. */
class MvProviderContractTest extends ProviderContract {
    @TempDir
    static Path directory;

    @Override
    protected ResultStoreProvider provider() {
        return new MvResultStoreProvider();
    }

    @Override
    protected StoreConfig config() {
        return StoreConfig.of("mvstore:" + directory.resolve("provider.mv") + "?password=HIDE");
    }

    /** A file cannot be made where another file should be a directory. */
    @Override
    protected List<StoreConfig> unreachable() {
        return List.of(StoreConfig.of("mvstore:/dev/null/eos.mv?password=HIDE"));
    }
}
