package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.Scope;
import io.eos.servers.Servers;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Effects: what is allowed, and that one that cannot be made keeps all the others from being made. */
class EffectsTest {
    private final Ledger ledger = new Ledger(Servers.redis().address(), Map.of(), Map.of());
    private final RedisResultStore store = ledger.open(Map.of());
    private final Calls calls = ledger.calls(Map.of());
    private final String name = Node.newProcessor();
    private final Node node = Node.of(store, name);

    @AfterEach
    void close() {
        calls.close();
        store.close();
    }

    private String get(String key) {
        byte[] value =
                Replies.bytesOrNull(calls.read("a test", Call.of(Command.GET).key(name + key)));
        return value == null ? "absent" : Replies.text(value);
    }

    private String field(String key, String field) {
        return Replies.text(
                calls.read("a test", Call.of(Command.HGET).key(name + key).with(field)));
    }

    @Test
    void allThatIsAllowedIsCarriedOut() {
        TransactionOutcome outcome = node.transact("a", e -> {
            e.queue("set", name + "s", "5");
            e.queue("INCR", name + "s");
            e.queue("INCRBY", name + "s", "10");
            e.queue("DECR", name + "s");
            e.queue("DECRBY", name + "s", "2");
            e.queue("HSET", name + "h", "f", "1", "g", "x");
            e.queue("HINCRBY", name + "h", "f", "-3");
            e.queue("HDEL", name + "h", "g");
            e.queue("RPUSH", name + "l", "b", "c");
            e.queue("LPUSH", name + "l", "a");
            e.queue("SADD", name + "set", "m", "n");
            e.queue("SREM", name + "set", "n");
            e.queue("ZADD", name + "z", "1.5", "m", "-2e3", "n");
            e.queue("ZINCRBY", name + "z", "0.25", "m");
            e.queue("ZREM", name + "z", "n");
            e.queue("XADD", name + "x", "*", "f", "v");
            e.queue("SET", name + "ttl", "v", "PX", "60000");
            e.queue("EXPIRE", name + "l", "60");
            e.queue("PEXPIRE", name + "set", "60000");
            e.queue("PERSIST", name + "set");
            e.queue("SET", name + "gone", "v");
            e.queue("DEL", name + "gone");
            e.queue("RPUSH", name + "gone", "now a list");
            e.queue("UNLINK", name + "gone");
        });
        assertThat(outcome).isEqualTo(new Committed());
        assertThat(get("s")).isEqualTo("13");
        assertThat(field("h", "f")).isEqualTo("-2");
        assertThat(get("gone")).isEqualTo("absent");
        assertThat(Replies.number(calls.read("a test", Call.of(Command.PTTL).key(name + "set"))))
                .isEqualTo(-1);
        assertThat(Replies.number(calls.read("a test", Call.of(Command.PTTL).key(name + "ttl"))))
                .isPositive();
        assertThat(Replies.text(calls.read(
                        "a test", Call.of(Command.ZSCORE).key(name + "z").with("m"))))
                .isEqualTo("1.75");
    }

    @Test
    void anEffectOnAKeyOfAnotherKindKeepsAllFromHappening() {
        assertThat(node.transact("a", e -> e.queue("SET", name + "s", "text"))).isEqualTo(new Committed());
        for (Consumer<RedisEffects> impossible : List.<Consumer<RedisEffects>>of(
                e -> e.queue("RPUSH", name + "s", "x"),
                e -> e.queue("HSET", name + "s", "f", "v"),
                e -> e.queue("INCR", name + "s"),
                e -> {
                    e.queue("HSET", name + "new", "f", "1");
                    e.queue("SADD", name + "new", "m");
                },
                e -> {
                    e.queue("HSET", name + "new", "f", "text");
                    e.queue("HINCRBY", name + "new", "f", "1");
                },
                e -> {
                    e.queue("SET", name + "new", "0123");
                    e.queue("INCR", name + "new");
                },
                e -> {
                    e.queue("SET", name + "new", "9223372036854775807");
                    e.queue("INCR", name + "new");
                })) {
            assertThatThrownBy(() -> node.transact("b", e -> {
                        e.queue("SET", name + "first", "made");
                        impossible.accept(e);
                    }))
                    .isInstanceOf(WorkFailedException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(get("first")).isEqualTo("absent");
            assertThat(node.find("b")).isEmpty();
        }
        assertThat(store.admin().shards(name).get(0).checkpoint().watermark()).isEqualTo(1);
    }

    @Test
    void whatIsNotAllowedIsRefusedAlsoIfTheHandlerSwallowsIt() {
        List<Consumer<RedisEffects>> forbidden = List.of(
                e -> e.queue("GET", "k"),
                e -> e.queue("EVAL", "k", "return 1"),
                e -> e.queue("EXEC", "k"),
                e -> e.queue("FLUSHALL", "k"),
                e -> e.queue("SET", "k"),
                e -> e.queue("SET", "k", "v", "NX"),
                e -> e.queue("SET", "k", "v", "EX", "0"),
                e -> e.queue("SET", "k", "v", "KEEPTTL", "1"),
                e -> e.queue("DEL", "k", "l"),
                e -> e.queue("HSET", "k", "f"),
                e -> e.queue("INCRBY", "k", "1.5"),
                e -> e.queue("INCRBY", "k", "9223372036854775807"),
                e -> e.queue("ZADD", "k", "nan", "m"),
                e -> e.queue("ZADD", "k", "1e999", "m"),
                e -> e.queue("ZADD", "k", "NX", "1"),
                e -> e.queue("XADD", "k", "1-1", "f", "v"),
                e -> e.queue("EXPIRE", "k", "99999999999999"),
                e -> e.queue("SET", "eos_processors", "v"),
                e -> e.queue("DEL", "eos_{" + name + ":0}:results"));
        for (Consumer<RedisEffects> one : forbidden) {
            TransactionOutcome outcome = node.transact("a", e -> {
                e.queue("SET", name + "first", "made");
                assertThat(catchThrowable(() -> one.accept(e))).isInstanceOf(IllegalArgumentException.class);
            });
            assertThat(outcome).isInstanceOf(Refused.class);
            assertThat(node.transact("a", one)).isInstanceOf(Refused.class);
        }
        assertThat(get("first")).isEqualTo("absent");
        assertThat(node.find("a")).isEmpty();
    }

    @Test
    void effectsAreGoodOnlyInsideTheWorkOnItsThread() {
        List<RedisEffects> kept = new ArrayList<>();
        node.transact("a", e -> {
            kept.add(e);
            assertThat(CompletableFuture.runAsync(() -> e.queue("SET", name, "v")))
                    .failsWithin(java.time.Duration.ofSeconds(10));
        });
        assertThatThrownBy(() -> kept.get(0).queue("SET", name, "v")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void inAClusterKeysMustBeInTheSlotOfTheResults() {
        Ledger cluster = new Ledger(Servers.redisCluster().address(), Map.of(), Map.of());
        try (RedisResultStore spread = cluster.open(Map.of());
                RedisResultStore together = cluster.open(Map.of("buckets", "1"))) {
            Node inShard = Node.of(spread, name + "-shard", Scope.SHARD);
            assertThat(inShard.transact("a", e -> e.queue("SET", "elsewhere", "v")))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).contains("another slot"));
            assertThat(inShard.transact("a", e -> e.queue("SET", "k" + e.hashTag(), "v")))
                    .isEqualTo(new Committed());
            Node inSpread = Node.of(spread, name + "-spread");
            assertThatThrownBy(() -> inSpread.transact("a", e -> {}))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("store.buckets=1");
            assertThat(Node.of(together, name + "-one").transact("a", e -> e.queue("SET", "k" + e.hashTag(), "v")))
                    .isEqualTo(new Committed());
        }
    }
}
