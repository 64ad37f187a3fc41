package io.eos.store.cassandra;

import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import io.eos.testkit.SettingsTableContract;
import java.nio.file.Path;
import java.util.Map;

/** The store's table in {@code docs/settings.md} says what {@link CassandraStoreConfig} reads. */
class CassandraSettingsDocTest extends SettingsTableContract {
    private static final String ADDRESS = "cassandra://h/eos?dc=dc1";
    private static final CassandraStoreConfig STANDARD = CassandraStoreConfig.read(StoreConfig.of(ADDRESS));

    private static final Map<String, String> DEFAULTS = Map.of(
            "create-schema", String.valueOf(STANDARD.createSchema()),
            "retention", SettingsReader.show(STANDARD.retention()),
            "serial-consistency", SettingsReader.hyphenated(STANDARD.serial()),
            "max-in-flight", String.valueOf(STANDARD.maxInFlight()),
            "connection-timeout", SettingsReader.show(STANDARD.connectionTimeout()),
            "request-timeout", SettingsReader.show(STANDARD.requestTimeout()));

    @Override
    protected Documented documented() {
        return new Documented(
                Path.of("..", "docs", "settings.md"),
                "## The Cassandra store",
                ADDRESS,
                CassandraStoreConfig::read,
                DEFAULTS);
    }
}
