package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.StoreConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Addresses are read as they are written, and what is wrong with settings is told at once. */
class RedisStoreConfigTest {
    private static List<String> problems(String address, Map<String, String> settings) {
        return catchThrowableOfType(
                        InvalidConfigurationException.class,
                        () -> RedisStoreConfig.read(new StoreConfig(StoreAddress.parse(address), settings, "eos_")))
                .problems();
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
