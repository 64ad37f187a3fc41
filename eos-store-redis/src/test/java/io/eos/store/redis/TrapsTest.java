package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.Guarantee;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.DatabaseOptions;
import io.eos.servers.RedisServer;
import io.eos.servers.Servers;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Finding;
import io.eos.spi.Finding.Severity;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.StoreTraits.Fencing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** Settings and states of a server that break what a store needs, or seem to. */
@DisabledIfEnvironmentVariable(
        named = "EOS_TEST_REDIS",
        matches = ".+",
        disabledReason = "it changes its server's settings")
class TrapsTest {
    private static final DatabaseOptions QUICK = DatabaseOptions.defaults().withDurable(false);

    private final String processor = Node.newProcessor();

    private static RedisResultStore open(RedisServer server) {
        return new Ledger(server.address(), Map.of(), Map.of()).open(Map.of());
    }

    @Test
    void aServerThatForgotItsScriptsIsSentThemAgain() {
        try (RedisResultStore store = open(Servers.redis())) {
            Node node = Node.of(store, processor);
            node.record("a");
            Servers.redis().command("SCRIPT", "FLUSH");
            node.record("b");
            assertThat(node.find("a")).isPresent();
            assertThat(node.find("b")).isPresent();
        }
    }

    @Test
    void aServerThatEvictsIsRefused() {
        try (RedisServer server = RedisServer.open(QUICK.withSetting("maxmemory-policy", "allkeys-lru"));
                RedisResultStore store = open(server)) {
            assertThat(store.preflight(Duration.ofDays(1)))
                    .filteredOn(finding -> finding.severity() == Severity.REFUSE)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).contains("allkeys-lru", "noeviction"));
            server.command("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
            assertThat(store.preflight(Duration.ofDays(1)))
                    .anySatisfy(finding -> assertThat(finding.message()).contains("volatile-ttl"))
                    .extracting(Finding::severity)
                    .containsOnly(Severity.WARN);
        }
    }

    @Test
    void aServerWhoseMemoryIsFullIsUnavailableAndNothingIsWritten() {
        try (RedisServer server = RedisServer.open(QUICK);
                RedisResultStore store = open(server)) {
            Node node = Node.of(store, processor);
            node.record("a");
            Completion completion = node.completion("b", 1);
            Checkpoint checkpoint = node.upTo(2);
            server.command("CONFIG", "SET", "maxmemory", "1");
            assertThatThrownBy(() -> node.record(completion, checkpoint))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("OOM");
            assertThatThrownBy(() -> node.transact(completion, checkpoint, e -> e.queue("SET", processor, "v")))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(node.find("b")).isEmpty();
            server.command("CONFIG", "SET", "maxmemory", "0");
            assertThat(store.admin().shards(processor).get(0).checkpoint().watermark())
                    .isEqualTo(1);
            assertThat(node.record(completion, checkpoint)).isEqualTo(new Recorded(completion.id()));
        }
    }

    @Test
    void whereOneServerRefusesWhatAnotherCarriedOutTheOutcomeIsUnknown() {
        RedisServer full = Servers.redisCluster().masters().get(2);
        try (RedisResultStore store = new Ledger(Servers.redisCluster().address(), Map.of(), Map.of()).open(Map.of())) {
            // So that the shard's row is elsewhere.
            Node node = Node.of(
                    store,
                    Stream.generate(Node::newProcessor)
                            .filter(each -> SpreadTest.master(new Keys("").row(Node.shard(each), Scope.SHARD, 16)) != 2
                                    && SpreadTest.master(new Keys("").processor(each)) != 2)
                            .findFirst()
                            .orElseThrow());
            List<Completion> completions = IntStream.range(0, 60)
                    .mapToObj(i -> node.completion("id-" + i, i))
                    .toList();
            Checkpoint checkpoint = node.upTo(60);
            full.command("CONFIG", "SET", "maxmemory", "1");
            try {
                assertThatThrownBy(() -> store.record(node.tenure, completions, checkpoint))
                        .isInstanceOf(OutcomeUnknownException.class);
            } finally {
                full.command("CONFIG", "SET", "maxmemory", "0");
            }
            assertThat(store.record(node.tenure, completions, checkpoint)).hasOnlyElementsOfType(Recorded.class);
        }
    }

    @Test
    void onlyADurableServerAloneIsLinearizable() {
        try (RedisServer server = RedisServer.open();
                RedisResultStore store = open(server)) {
            assertThat(store.traits().guarantee()).isEqualTo(Guarantee.LINEARIZABLE);
            assertThat(store.preflight(Duration.ofDays(1))).isEmpty();
            server.command("CONFIG", "SET", "no-appendfsync-on-rewrite", "yes");
            assertLossy(server, "no-appendfsync-on-rewrite yes");
            server.command("CONFIG", "SET", "no-appendfsync-on-rewrite", "no");
            server.command("CONFIG", "SET", "appendfsync", "everysec");
            assertLossy(server, "appendfsync everysec");
            server.command("CONFIG", "SET", "appendonly", "no");
            assertLossy(server, "appendonly no");
        }
        try (RedisResultStore cluster =
                new Ledger(Servers.redisCluster().address(), Map.of(), Map.of()).open(Map.of())) {
            assertThat(cluster.traits().guarantee()).isEqualTo(Guarantee.LOSSY_ON_FAILOVER);
            assertThat(cluster.traits().fencing())
                    .containsEntry(Scope.SHARD, Fencing.ATOMIC)
                    .containsEntry(Scope.PROCESSOR, Fencing.CHECKED);
        }
    }

    private static void assertLossy(RedisServer server, String why) {
        try (RedisResultStore store = open(server)) {
            assertThat(store.traits().guarantee()).isEqualTo(Guarantee.LOSSY_ON_FAILOVER);
            assertThat(store.preflight(Duration.ofDays(1)))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).contains(why));
        }
    }

    @Test
    void aWrongPasswordAndAMissingPermissionAreConfiguration() {
        try (RedisServer server = RedisServer.open(QUICK)) {
            server.command("ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@all", "-hset");
            String host = "127.0.0.1:" + server.port();
            assertThatThrownBy(() -> new Ledger("redis://reader:wrong@" + host, Map.of(), Map.of()).open())
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("wrong user or password");
            try (RedisResultStore store = new Ledger(
                            "redis://" + host, Map.of("user", "reader", "password", "secret"), Map.of())
                    .open(Map.of())) {
                assertThatThrownBy(() -> Node.of(store, processor))
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContaining("NOPERM");
            }
        }
    }

    @Test
    void anAddressOfAnotherKindOfServerIsSaidSo() {
        String master = Servers.redisCluster().masters().get(0).address();
        assertThatThrownBy(() -> new Ledger(master, Map.of(), Map.of()).open())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("redis-cluster://");
        String single = Servers.redis().address().replace("redis:", "redis-cluster:");
        assertThatThrownBy(() -> new Ledger(single, Map.of(), Map.of()).open())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("redis://");
    }

    @Test
    void aProcessorKeepsItsNumberOfBuckets() {
        Ledger ledger = new Ledger(Servers.redis().address(), Map.of(), Map.of());
        try (RedisResultStore one = ledger.open(Map.of());
                RedisResultStore four = ledger.open(Map.of("buckets", "4"))) {
            Node.of(four, processor).record("a");
            assertThatThrownBy(() -> Node.of(one, processor))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("set store.buckets=4");
            assertThat(one.admin().list(processor, null, null, 10).entries()).hasSize(1);
            one.admin().lowerWatermark(one.admin().shards(processor).get(0).shard(), 0);
            assertThat(four.admin().shards(processor).get(0).checkpoint().watermark())
                    .isZero();
            Node.of(one, processor + "-shard", Scope.SHARD).record("a");
        }
    }

    @Test
    void numbersThatADoubleCannotTellApartAreToldApart() {
        try (RedisResultStore store = open(Servers.redis())) {
            Node node = Node.of(store, processor);
            long most = Long.MAX_VALUE;
            store.record(node.tenure, List.of(), new Checkpoint(most, -1, most - 1, -1, List.of()));
            for (Checkpoint refused : List.of(
                    new Checkpoint(most - 1, -1, most - 1, -1, List.of()),
                    new Checkpoint(most, most, most, -1, List.of()))) {
                assertThatThrownBy(() -> store.record(node.tenure, List.of(), refused))
                        .isInstanceOf(FencedException.class);
            }
        }
    }
}
