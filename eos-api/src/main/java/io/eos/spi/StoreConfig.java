package io.eos.spi;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import java.util.Map;

/**
 * How to open a store.
 *
 * @param address which store
 * @param settings the store's own settings, by hyphenated lower-case key without prefix; read them with a {@link SettingsReader}
 * @param prefix put before every table, key or path, so that several environments share one storage system; letters, digits and {@code _}, may be empty
 */
public record StoreConfig(StoreAddress address, Map<String, String> settings, String prefix) {
    /** The prefix where none is given. */
    public static final String DEFAULT_PREFIX = "eos_";

    /**
     * Copies the settings and checks the prefix.
     *
     * @param address which store
     * @param settings the store's own settings, by hyphenated lower-case key without prefix; read them with a {@link SettingsReader}
     * @param prefix put before every table, key or path, so that several environments share one storage system; letters, digits and {@code
     *     _}, may be empty
     */
    public StoreConfig {
        settings = Map.copyOf(settings);
        if (!prefix.matches("[A-Za-z0-9_]{0,30}")) {
            throw new InvalidConfigurationException(
                    "store.prefix was '" + prefix + "' but must be up to 30 letters, digits and underscores");
        }
    }

    /**
     * {@return a store with its default settings}
     *
     * @param address in the form that the store's provider documents
     */
    public static StoreConfig of(String address) {
        return new StoreConfig(StoreAddress.parse(address), Map.of(), DEFAULT_PREFIX);
    }

    /** The address only: settings can hold secrets. */
    @Override
    public String toString() {
        return "StoreConfig[" + address + "]";
    }
}
