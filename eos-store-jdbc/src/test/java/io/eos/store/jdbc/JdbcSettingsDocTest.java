package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import io.eos.testkit.SettingsTableContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The store's table in {@code docs/settings.md} says what {@link JdbcStoreConfig} reads. */
class JdbcSettingsDocTest extends SettingsTableContract {
    private static final JdbcStoreConfig H2 = JdbcStoreConfig.read(StoreConfig.of("jdbc:h2:mem:x"));

    private static final Map<String, String> DEFAULTS = Map.of(
            "create-schema", String.valueOf(H2.createSchema()),
            "pool-size", String.valueOf(H2.poolSize()),
            "connection-timeout", SettingsReader.show(H2.connectionTimeout()),
            "socket-timeout", SettingsReader.show(H2.socketTimeout()),
            "transaction-idle-timeout", SettingsReader.show(H2.idleTimeout()));

    @Override
    protected Documented documented() {
        return new Documented(
                Path.of("..", "docs", "settings.md"),
                "## The JDBC store",
                "jdbc:h2:mem:x",
                JdbcStoreConfig::read,
                DEFAULTS);
    }

    @Test
    void tablesAreMadeByDefaultOnH2Alone() {
        assertThat(JdbcStoreConfig.read(StoreConfig.of("jdbc:postgresql://h/db"))
                        .createSchema())
                .isFalse();
    }
}
