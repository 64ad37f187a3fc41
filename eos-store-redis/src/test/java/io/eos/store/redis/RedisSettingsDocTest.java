package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import io.eos.testkit.SettingsTableContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The store's table in {@code docs/settings.md} says what {@link RedisStoreConfig} reads. */
class RedisSettingsDocTest extends SettingsTableContract {
    private static final RedisStoreConfig ONE = RedisStoreConfig.read(StoreConfig.of("redis://h"));

    private static final Map<String, String> DEFAULTS = Map.of(
            "pool-size", String.valueOf(ONE.poolSize()),
            "connection-timeout", SettingsReader.show(ONE.connectionTimeout()),
            "socket-timeout", SettingsReader.show(ONE.socketTimeout()),
            "replica-acks", String.valueOf(ONE.acks()),
            "replica-ack-timeout", SettingsReader.show(ONE.ackTimeout()));

    @Override
    protected Documented documented() {
        return new Documented(
                Path.of("..", "docs", "settings.md"),
                "## The Redis store",
                "redis://h",
                RedisStoreConfig::read,
                DEFAULTS);
    }

    @Test
    void defaultsStandAlone() throws IOException {
        Map<String, List<String>> rows = rows();
        DEFAULTS.forEach((key, standard) ->
                assertThat(rows.getOrDefault(key, List.of()).get(2)).as(key).isEqualTo(standard));
        int inCluster =
                RedisStoreConfig.read(StoreConfig.of("redis-cluster://h")).buckets();
        assertThat(rows.getOrDefault("buckets", List.of()).get(2))
                .isEqualTo(inCluster + " in a cluster, else " + ONE.buckets());
    }
}
