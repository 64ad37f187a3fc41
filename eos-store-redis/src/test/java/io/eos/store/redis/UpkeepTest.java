package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.servers.RedisServer;
import io.eos.servers.Servers;
import io.eos.spi.PurgeRequest;
import io.eos.spi.StoreConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol.Command;

/** What an operator and the purge do to results and rows while owners work. */
class UpkeepTest {
    private final String processor = Node.newProcessor();

    private static RedisResultStore open(RedisServer server) {
        return new Ledger(server.address(), Map.of(), Map.of()).open(Map.of());
    }

    @Test
    void aPurgeLeavesNothingOfWhatItRemoves() {
        Ledger ledger = new Ledger(Servers.redis().address(), Map.of(), Map.of());
        try (RedisResultStore store = ledger.open(Map.of());
                Calls calls = ledger.calls(Map.of())) {
            Node node = Node.of(store, processor);
            for (int i = 0; i < 50; i++) {
                node.record("id-" + i);
            }
            long[] removed = {0};
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                removed[0] += store.purge(new PurgeRequest(processor, Duration.ofMillis(1), 7));
                return removed[0] == 50;
            });
            Cell cell = new Keys("eos_").bucketOf(processor, 0);
            for (String key : List.of(cell.results(), cell.claims())) {
                assertThat(Replies.number(
                                calls.read("a test", Call.of(Command.EXISTS).key(key))))
                        .as(key)
                        .isZero();
            }
            store.purge(new PurgeRequest(processor, Duration.ofMillis(1), 7));
            assertThat(Replies.number(calls.read("a test", Call.of(Command.XLEN).key(cell.ages()))))
                    .isZero();
        }
    }

    @Test
    void whatWasRecordedAgainIsNotAsOldAsItsFirstListing() {
        Ledger ledger = new Ledger(Servers.redis().address(), Map.of(), Map.of());
        try (RedisResultStore store = ledger.open(Map.of());
                Calls calls = ledger.calls(Map.of())) {
            Node node = Node.of(store, processor);
            node.record("a");
            long first = seconds(calls);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> seconds(calls) >= first + 4);
            store.admin().erase(processor, node.completion("a", 0).id());
            node.record("a");
            assertThat(store.purge(new PurgeRequest(processor, Duration.ofSeconds(3), 7)))
                    .isZero();
            assertThat(node.find("a")).isPresent();
        }
    }

    @Test
    void aRetentionLongerThanTimeItselfRemovesNothing() {
        try (RedisResultStore store = open(Servers.redis())) {
            Node node = Node.of(store, processor);
            node.record("a");
            assertThat(store.purge(new PurgeRequest(processor, Duration.ofDays(36_500), 7)))
                    .isZero();
            assertThat(node.find("a")).isPresent();
        }
    }

    @Test
    @Timeout(60)
    void aWatermarkIsLoweredWhileItsOwnerWritesWithoutPause() {
        RedisStoreConfig config =
                RedisStoreConfig.read(StoreConfig.of(Servers.redis().address()));
        try (RedisResultStore store = open(Servers.redis());
                BusyRoute route = new BusyRoute(Routes.open(config));
                RedisResultStore operator = new RedisResultStore(config, new Calls(route, new RedisErrors(""), 0, 0))) {
            Node node = Node.of(store, processor);
            node.record("a");
            route.writer = node;
            operator.admin().lowerWatermark(node.tenure.shard(), 0);
            assertThat(store.admin().shards(processor).get(0).checkpoint().watermark())
                    .isZero();
        }
    }

    private static long seconds(Calls calls) {
        return Replies.number(
                Replies.list(calls.read("a test", Call.of(Command.TIME))).get(0));
    }
}
