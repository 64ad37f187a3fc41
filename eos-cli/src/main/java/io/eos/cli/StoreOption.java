package io.eos.cli;

import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which store, for commands that open one themselves. */
final class StoreOption {
    @Option(
            names = "--store",
            paramLabel = "ADDRESS",
            description = "The store, such as jdbc:h2:file:./eos or jdbc:postgresql://host/db; or EOS_STORE.")
    private @Nullable String address;

    @Option(
            names = "--store-prefix",
            paramLabel = "PREFIX",
            description = "What stands before every table or key in the store (default: " + StoreConfig.DEFAULT_PREFIX
                    + "); or EOS_STORE_PREFIX.")
    private @Nullable String prefix;

    @Option(
            names = "--store-setting",
            paramLabel = "KEY=VALUE",
            description = "A setting of the store itself; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Mixin
    private ConfigOption config = new ConfigOption();

    ConfigOption config() {
        return config;
    }

    /** The store's configuration, if an address was given anywhere. */
    Optional<StoreConfig> find(Session session) {
        return config.find(address, "store", session).map(found -> {
            Map<String, String> all = config.settings("store.", session);
            all.remove("prefix");
            all.putAll(settings);
            String prefixed = config.find(prefix, "store.prefix", session).orElse(StoreConfig.DEFAULT_PREFIX);
            return new StoreConfig(StoreAddress.parse(found), all, prefixed);
        });
    }

    /** The store's settings as a processor takes them. */
    Map<String, String> settings(Session session) {
        StoreConfig found =
                find(session).orElseThrow(() -> ConfigOption.missing("--store", "store", "jdbc:h2:file:./eos"));
        Map<String, String> all = new LinkedHashMap<>();
        all.put("store", found.address().reveal());
        all.put("store.prefix", found.prefix());
        found.settings().forEach((key, value) -> all.put("store." + key, value));
        return all;
    }

    /**
     * Opens the store, which the caller closes. Broken providers beside the one that is used are warned about.
     *
     * @throws CommandFailure if no address was given
     * @throws io.eos.api.InvalidConfigurationException if there is not exactly one provider for it, or it refuses the settings
     * @throws io.eos.api.StoreUnavailableException if it cannot be reached
     */
    ResultStore open(Session session) {
        StoreConfig found =
                find(session).orElseThrow(() -> ConfigOption.missing("--store", "store", "jdbc:h2:file:./eos"));
        StoreLocator.Located located = StoreLocator.locate(found.address(), null);
        located.broken()
                .forEach(broken ->
                        session.err().println("eos: warning: a store on the class path is broken: " + broken));
        return located.provider().open(found);
    }
}
