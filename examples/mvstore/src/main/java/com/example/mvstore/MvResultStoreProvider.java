package com.example.mvstore;

import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.nio.file.Path;
import java.util.List;

/** Opens stores at {@code mvstore:FILE}; the file is encrypted where {@code ?password=…} follows. */
public final class MvResultStoreProvider implements ResultStoreProvider {
    static final String NAME = "mvstore";

    /** For {@link java.util.ServiceLoader}. */
    public MvResultStoreProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> examples() {
        return List.of("mvstore:./eos.mv");
    }

    @Override
    public boolean accepts(StoreAddress address) {
        return address.scheme().equals(NAME);
    }

    @Override
    public ResultStore open(StoreConfig config) {
        SettingsReader settings = new SettingsReader("store.", config.settings());
        String[] parts = config.address().reveal().substring(NAME.length() + 1).split("\\?password=", 2);
        if (parts[0].isBlank() || parts[0].contains("?")) {
            settings.problem("the store's address was '" + config.address()
                    + "' but must be mvstore:FILE or mvstore:FILE?password=PASSWORD");
        }
        settings.finish();
        Path file = Path.of(parts[0]).toAbsolutePath().normalize();
        String password = parts.length > 1 ? parts[1] : null;
        return new MvResultStore(new Tables(Disk.share(file, config.address(), password), config.prefix()));
    }
}
