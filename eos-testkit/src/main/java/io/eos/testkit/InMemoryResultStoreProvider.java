package io.eos.testkit;

import com.google.auto.service.AutoService;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Opens {@link InMemoryResultStore}s at {@code memory:NAME}. All that are opened in one JVM under one name and prefix share what they hold. */
@AutoService(ResultStoreProvider.class)
public final class InMemoryResultStoreProvider implements ResultStoreProvider {
    private static final Map<String, Memory> MEMORIES = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public InMemoryResultStoreProvider() {}

    @Override
    public String name() {
        return InMemoryResultStore.NAME;
    }

    @Override
    public List<String> examples() {
        return List.of("memory:test");
    }

    @Override
    public boolean accepts(StoreAddress address) {
        return address.scheme().equals("memory");
    }

    @Override
    public ResultStore open(StoreConfig config) {
        new SettingsReader("store.", config.settings()).finish();
        String name = config.address().reveal().substring("memory:".length());
        if (name.isBlank()) {
            throw new InvalidConfigurationException(
                    "the store's address was '" + config.address() + "' but must name a memory, as in memory:test");
        }
        return new InMemoryResultStore(MEMORIES.computeIfAbsent(
                config.prefix() + '/' + name, any -> new Memory(InstantSource.system(), new Random())));
    }
}
