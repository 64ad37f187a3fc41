package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The store's table in {@code docs/settings.md} says what {@link RedisStoreConfig} reads, and addresses are read as it says. */
class RedisSettingsDocTest {
    private static final RedisStoreConfig ONE = RedisStoreConfig.read(StoreConfig.of("redis://h"));

    private static final Map<String, String> DEFAULTS = Map.of(
            "pool-size", String.valueOf(ONE.poolSize()),
            "connection-timeout", SettingsReader.show(ONE.connectionTimeout()),
            "socket-timeout", SettingsReader.show(ONE.socketTimeout()),
            "replica-acks", String.valueOf(ONE.acks()),
            "replica-ack-timeout", SettingsReader.show(ONE.ackTimeout()));

    private static List<String> problems(String address, Map<String, String> settings) {
        return catchThrowableOfType(
                        InvalidConfigurationException.class,
                        () -> RedisStoreConfig.read(new StoreConfig(StoreAddress.parse(address), settings, "eos_")))
                .problems();
    }

    private static Map<String, List<String>> rows() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "settings.md"));
        Map<String, List<String>> rows = new TreeMap<>();
        text.substring(text.indexOf("\n## The Redis store"))
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.replace("`", "").split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .forEach(cells -> rows.put(cells.get(1).replace("eos.store.", ""), cells));
        return rows;
    }

    @Test
    void everySettingIsThereAndNoOther() throws IOException {
        String problem = problems("redis://h", Map.of("nonsense", "?")).get(0);
        assertThat(rows().keySet())
                .containsExactlyInAnyOrder(problem.substring(problem.indexOf("known are: ") + "known are: ".length())
                        .replace("store.", "")
                        .split(", "));
    }

    @Test
    void defaultsAndWhatIsAllowedAreTheCodes() throws IOException {
        Map<String, List<String>> rows = rows();
        DEFAULTS.forEach((key, standard) -> {
            List<String> cells = rows.getOrDefault(key, List.of());
            assertThat(cells.get(2)).as(key).isEqualTo(standard);
            assertThat(problems("redis://h", Map.of(key, "?"))
                            .get(0)
                            .replace("a duration from ", "")
                            .replace("a whole number from ", ""))
                    .contains("but must be " + cells.get(3));
        });
        int inCluster =
                RedisStoreConfig.read(StoreConfig.of("redis-cluster://h")).buckets();
        assertThat(rows.getOrDefault("buckets", List.of()).get(2))
                .isEqualTo(inCluster + " in a cluster, else " + ONE.buckets());
    }

    @Test
    void variablesAreNamedAsAnywhere() throws IOException {
        rows().forEach((key, cells) -> assertThat(cells.get(5))
                .isEqualTo("EOS_STORE_" + key.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    @Test
    void allProblemsAreToldAtOnceAndNoSecret() {
        assertThat(problems(
                        "redis://h",
                        Map.of("pool-size", "0", "password", "HIDE", "socket-timeout", "1y", "nonsense", "?")))
                .hasSize(3)
                .noneMatch(problem -> problem.contains("HIDE"));
        assertThat(problems("redis://h", Map.of("replica-acks", "1", "replica-ack-timeout", "20s")))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem).contains("store.replica-ack-timeout", "store.socket-timeout"));
    }

    @Test
    void addressesAreReadAsWritten() {
        RedisAddress one = RedisAddress.parse(StoreAddress.parse("rediss://eos:p%40:/?x@host:7000/3"));
        assertThat(one.tls()).isTrue();
        assertThat(one.user()).contains("eos");
        assertThat(one.password()).contains("p@:/?x");
        assertThat(one.hosts()).hasToString("[host:7000]");
        assertThat(one.path()).isEqualTo("3");
        assertThat(one.toString()).doesNotContain("p@");
        RedisAddress cluster = RedisAddress.parse(StoreAddress.parse("redis-cluster://:secret@a,b:7001,[::1]:7002"));
        assertThat(cluster.user()).isEmpty();
        assertThat(cluster.password()).contains("secret");
        assertThat(cluster.hosts()).hasToString("[a:6379, b:7001, ::1:7002]");
        RedisAddress sentinel = RedisAddress.parse(StoreAddress.parse("rediss-sentinel://a,b/orders"));
        assertThat(sentinel.path()).isEqualTo("orders");
        assertThat(sentinel.hosts()).hasToString("[a:26379, b:26379]");
        for (String wrong : List.of(
                "redis://",
                "redis://a,b",
                "redis://a/x",
                "redis://a:99999",
                "redis-cluster://a/1",
                "redis-sentinel://a",
                "redis://a?x=y",
                "redis:a",
                "redis-cluster://a,,b")) {
            assertThat(problems(wrong, Map.of()))
                    .as(wrong)
                    .singleElement()
                    .satisfies(problem -> assertThat(problem).contains(wrong, "redis-sentinel://"));
        }
    }
}
