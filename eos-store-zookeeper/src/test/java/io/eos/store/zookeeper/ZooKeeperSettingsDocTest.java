package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import io.eos.testkit.SettingsTableContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The store's table in {@code docs/settings.md} says what {@link ZooKeeperStoreConfig} reads. */
class ZooKeeperSettingsDocTest extends SettingsTableContract {
    private static final ZooKeeperStoreConfig STANDARD = ZooKeeperStoreConfig.read(StoreConfig.of("zookeeper://h"));

    private static final Map<String, String> DEFAULTS = Map.of(
            "acl", SettingsReader.hyphenated(STANDARD.acl()),
            "connection-timeout", SettingsReader.show(STANDARD.connectionTimeout()),
            "session-timeout", SettingsReader.show(STANDARD.sessionTimeout()));

    @Override
    protected Documented documented() {
        return new Documented(
                Path.of("..", "docs", "settings.md"),
                "## The ZooKeeper store",
                "zookeeper://h",
                ZooKeeperStoreConfig::read,
                DEFAULTS);
    }

    @Test
    void aUserMakesZnodesForHimselfByDefault() {
        assertThat(ZooKeeperStoreConfig.read(StoreConfig.of("zookeeper://u:p@h"))
                        .acl())
                .isEqualTo(ZooKeeperStoreConfig.Access.CREATOR);
    }
}
