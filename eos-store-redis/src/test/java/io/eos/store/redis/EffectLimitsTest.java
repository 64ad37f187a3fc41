package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eos.servers.Servers;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Effects that are told from what keys hold, at the edges: keys made anew, streams at their end, nulls, and very many. */
class EffectLimitsTest {
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
    void aKeyThatIsMadeAnewIsNotTakenForWhatItHeldBefore() {
        node.transact("text", e -> {
            e.queue("SET", name + "s", "text");
            e.queue("SET", name + "t", "text");
            e.queue("HSET", name + "h", "f", "text", "z", "1");
            e.queue("HSET", name + "i", "f", "text", "z", "1");
            e.queue("RPUSH", name + "l", "x");
        });
        assertThat(node.transact("new", e -> {
                    e.queue("DEL", name + "s");
                    e.queue("HSET", name + "s", "a", "1");
                    e.queue("HINCRBY", name + "s", "b", "1");
                    e.queue("HINCRBY", name + "s", "b", "1");
                    e.queue("DEL", name + "t");
                    e.queue("INCR", name + "t");
                    e.queue("INCR", name + "t");
                    e.queue("UNLINK", name + "l");
                    e.queue("INCR", name + "l");
                    e.queue("INCR", name + "l");
                    e.queue("HDEL", name + "h", "f");
                    e.queue("HINCRBY", name + "h", "f", "1");
                    e.queue("HSET", name + "i", "f", "2");
                    e.queue("HDEL", name + "i", "z", "f");
                    e.queue("HINCRBY", name + "i", "f", "1");
                    e.queue("HDEL", name + "none", "f");
                    e.queue("RPUSH", name + "none", "x");
                }))
                .isEqualTo(new Committed());
        assertThat(field("s", "b")).isEqualTo("2");
        assertThat(get("t")).isEqualTo("2");
        assertThat(get("l")).isEqualTo("2");
        assertThat(field("h", "f")).isEqualTo("1");
        assertThat(field("i", "f")).isEqualTo("1");
    }

    @Test
    void aStreamThatHasHadItsLastIdKeepsAllFromHappening() {
        String last = "18446744073709551615-18446744073709551615";
        calls.write(
                "a test",
                Call.of(Command.XADD).key(name + "x").with(last).with("f").with("v"));
        assertThatThrownBy(() -> node.transact("a", e -> {
                    e.queue("INCR", name + "first");
                    e.queue("XADD", name + "x", "*", "f", "v");
                }))
                .isInstanceOf(WorkFailedException.class)
                .cause()
                .hasMessageContaining("has had the last one");
        assertThat(get("first")).isEqualTo("absent");
        assertThat(node.transact("b", e -> {
                    e.queue("DEL", name + "x");
                    e.queue("XADD", name + "x", "*", "f", "v");
                }))
                .isEqualTo(new Committed());
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tried
    void aNullOrAnotherThreadIsRememberedAlsoIfTheHandlerSwallowsIt() {
        for (Consumer<RedisEffects> wrong : List.<Consumer<RedisEffects>>of(
                e -> e.queue("SET", name + "k", (String) null),
                e -> e.queue("SET", (String) null, "v"),
                e -> e.queue("SET", name.getBytes(StandardCharsets.UTF_8), (byte[]) null),
                e -> CompletableFuture.runAsync(() -> e.queue("SET", name, "v")).join())) {
            TransactionOutcome outcome = node.transact("a", e -> {
                e.queue("SET", name + "first", "made");
                assertThat(catchThrowable(() -> wrong.accept(e))).isNotNull();
            });
            assertThat(outcome).isInstanceOf(Refused.class);
        }
        assertThat(get("first")).isEqualTo("absent");
    }

    @Test
    void effectsTogetherAreBounded() {
        String[] most = new String[1_000];
        Arrays.fill(most, "m");
        assertThat(node.transact("a", e -> {
                    for (int i = 0; i <= 500; i++) {
                        e.queue("SADD", name + "k", most);
                    }
                }))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("500000 arguments"));
    }
}
