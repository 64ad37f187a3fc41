package io.eos.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.servers.Servers;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.ResultCodec;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** What is stored, byte for byte: a later release has to read it. */
class StoredFormTest {
    private static final String SHARD = "6f1c9c4e000040008000000000000001" + "00000003";

    private final Ledger ledger = new Ledger(Servers.redis().address(), Map.of(), Map.of());
    private final RedisResultStore store = ledger.open(Map.of());
    private final Calls calls = ledger.calls(Map.of());
    private final String name = Node.newProcessor();
    private final Node node = Node.of(store, name);
    private final Cell cell = new Keys("eos_").bucketOf(name, 0);

    @AfterEach
    void close() {
        calls.close();
        store.close();
    }

    private String hex(String key, String id) {
        Call call = Call.of(Command.HGET).key(key).with(MessageId.business(id).toBytes());
        return HexFormat.of().formatHex(Replies.bytes(calls.read("a test", call)));
    }

    @Test
    void keysAreNamedSo() {
        Keys keys = new Keys("p_");
        Shard shard = new Shard("a{b}:ü", Node.TOPIC, 7);
        String topic = Node.TOPIC + ":7";
        assertThat(keys.processor("a{b}:ü")).isEqualTo("p_{a%7Bb%7D%3A%C3%BC}:processor");
        assertThat(keys.row(shard, Scope.SHARD, 1)).isEqualTo("p_{a%7Bb%7D%3A%C3%BC:" + topic + "}:shard:" + topic);
        assertThat(keys.row(shard, Scope.PROCESSOR, 4)).isEqualTo(keys.row(shard, Scope.SHARD, 1));
        assertThat(keys.row(shard, Scope.PROCESSOR, 1)).isEqualTo("p_{a%7Bb%7D%3A%C3%BC:0}:shard:" + topic);
        assertThat(keys.cellOf(shard).results()).isEqualTo("p_{a%7Bb%7D%3A%C3%BC:" + topic + "}:results");
        assertThat(keys.bucketOf("x", 3).ages()).isEqualTo("p_{x:3}:ages");
        assertThat(Keys.shard("x", Keys.member(shard))).isEqualTo(new Shard("x", Node.TOPIC, 7));
    }

    @Test
    void anIdKeepsItsBucket() {
        assertThat(List.of(
                        Keys.bucketOf(MessageId.business("order-1"), 16),
                        Keys.bucketOf(MessageId.business("order-2"), 16),
                        Keys.bucketOf(MessageId.business("order-3"), 7)))
                .containsExactly(12, 8, 5);
    }

    @Test
    void aResultIsTokenTimeAndWhatTheCodecWrites() {
        Completion completion = node.completion("a", 5);
        node.record(completion, node.upTo(6));
        String encoded = HexFormat.of().formatHex(ResultCodec.encode(completion.result()));
        assertThat(hex(cell.results(), "a")).matches("0000000000000000" + "0006[0-9a-f]{12}" + encoded);
        // Where the scripts look for nonce, shard and offset.
        String nonce = "%016x".formatted(completion.result().nonce());
        assertThat(hex(cell.results(), "a").substring(2 * 21)).startsWith(nonce + SHARD + "0000000000000005");
    }

    @Test
    void aClaimIsStoredSo() {
        ClaimRequest request = new ClaimRequest(MessageId.business("a"), 0x0102030405060708L, false);
        Granted granted = (Granted) store.claim(node.tenure, List.of(request), Duration.ofSeconds(1))
                .get(0);
        String token = "%016x".formatted(granted.token());
        String epoch = "%016x".formatted(node.tenure.epoch());
        String holder = HexFormat.of().formatHex("node-1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(hex(cell.claims(), "a"))
                .matches("43" + token + "0006[0-9a-f]{12}" + "0006[0-9a-f]{12}" + "00" + "0102030405060708" + epoch
                        + SHARD + holder);
    }

    @Test
    void aShardsRowIsReadable() {
        node.record("a");
        Map<String, String> row = new TreeMap<>();
        Call call = Call.of(Command.HGETALL).key("eos_{" + name + ":0}:shard:" + Node.TOPIC + ":3");
        List<?> flat = Replies.list(calls.read("a test", call));
        for (int i = 0; i < flat.size(); i += 2) {
            row.put(Replies.text(flat.get(i)), Replies.text(flat.get(i + 1)));
        }
        assertThat(row)
                .containsEntry("tenure", node.tenure.epoch() + ":" + node.tenure.nonce())
                .containsEntry("node", "node-1")
                .containsEntry("seq", "1")
                .containsEntry("wm", "1")
                .containsEntry("le", "-1")
                .containsEntry("pending", "\u0001")
                .containsOnlyKeys("tenure", "node", "seq", "wm", "le", "pending", "at");
    }

    @Test
    void aDamagedResultIsCorruptAndNeverAbsent() {
        node.record("a");
        for (String damaged : List.of("", "short", "0123456789abcdef" + "no result")) {
            calls.write(
                    "a test",
                    Call.of(Command.HSET)
                            .key(cell.results())
                            .with(MessageId.business("a").toBytes())
                            .with(damaged));
            assertThatThrownBy(() -> node.find("a")).isInstanceOf(CorruptRecordException.class);
            assertThatThrownBy(() -> node.record(node.completion("a", 1), node.upTo(1)))
                    .isInstanceOf(CorruptRecordException.class);
            assertThatThrownBy(() -> node.claim("a")).isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void aDamagedClaimIsCorruptAndNeverAbsent() {
        node.claim("a");
        calls.write(
                "a test",
                Call.of(Command.HSET)
                        .key(cell.claims())
                        .with(MessageId.business("a").toBytes())
                        .with("X"));
        assertThatThrownBy(() -> node.claim("a"))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("a stored claim of 1 bytes");
        assertThatThrownBy(() -> store.admin().lookUp(name, MessageId.business("a")))
                .isInstanceOf(CorruptRecordException.class);
    }
}
