package io.eos.store.redis;

import static io.eos.testkit.EarlierRelease.CLAIMED;
import static io.eos.testkit.EarlierRelease.DONE;
import static io.eos.testkit.EarlierRelease.assertReadAsItWas;
import static io.eos.testkit.EarlierRelease.assertRefused;
import static io.eos.testkit.EarlierRelease.laterResult;
import static io.eos.testkit.EarlierRelease.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.CorruptRecordException;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.servers.Servers;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Records of the first release, written as it wrote them and by a plain client, are read; those of a later one are refused, and never absent. */
class EarlierReleaseTest {
    private static final UUID INCARNATION = new UUID(1, 2);

    private final Ledger server = new Ledger(Servers.redis().address(), Map.of(), Map.of());
    private final Calls calls = server.calls(Map.of());
    private final String name = Node.newProcessor();
    private final ProcessorSpec spec = ProcessorSpec.of(name, Scope.PROCESSOR, Map.of("identity", "key"));
    private final Shard shard = new Shard(name, Node.TOPIC, 3);
    private final RedisResultStore store = server.open(Map.of());

    @AfterEach
    void close() {
        store.close();
        calls.close();
    }

    private void send(Command command, String key, Object... arguments) {
        Call call = Call.of(command).key(key);
        for (Object argument : arguments) {
            call.with(
                    argument instanceof byte[] bytes
                            ? bytes
                            : argument.toString().getBytes(StandardCharsets.UTF_8));
        }
        calls.write("a test", call);
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    /** The first release wrote no version of the layout. */
    private void plant(byte[] result) {
        String topic = Node.TOPIC.toString();
        String shardHex = topic.replace("-", "") + "00000003";
        send(Command.SADD, "eos_processors", name);
        send(
                Command.HSET,
                "eos_{" + name + "}:processor",
                "incarnation",
                INCARNATION,
                "scope",
                "PROCESSOR",
                "buckets",
                1,
                "@identity",
                "key");
        send(Command.SADD, "eos_{" + name + "}:shards", topic + ":3");
        send(
                Command.HSET,
                "eos_{" + name + ":0}:shard:" + topic + ":3",
                "tenure",
                "7:9",
                "node",
                "n",
                "seq",
                4,
                "wm",
                12,
                "le",
                2,
                "pending",
                hex("01", "000000000000000c", "0003", "016162"),
                "at",
                1_000_000);
        String head = "0000000000000000" + "00000000000f4240";
        send(
                Command.HSET,
                "eos_{" + name + ":0}:results",
                DONE.toBytes(),
                hex(head, HexFormat.of().formatHex(result)));
        send(
                Command.HSET,
                "eos_{" + name + ":0}:claims",
                CLAIMED.toBytes(),
                hex(
                        "43",
                        "0000000000000005",
                        "00000000000f4240",
                        "000fffffffffffff",
                        "00",
                        "0000000000000001",
                        "0000000000000007",
                        shardHex,
                        "6e"));
    }

    @Test
    void whatTheFirstReleaseWroteIsRead() {
        plant(result());
        assertThat(store.register(spec)).isEqualTo(new Registration(INCARNATION, spec));
        assertThat(store.admin().shards(name))
                .singleElement()
                .satisfies(row -> assertThat(row.epoch()).isEqualTo(7));
        assertReadAsItWas(store, store.acquire(shard, Scope.PROCESSOR, new NodeId("new")));
    }

    @Test
    void aResultOfALaterReleaseIsRefused() {
        plant(laterResult());
        Tenure tenure = store.acquire(shard, Scope.PROCESSOR, new NodeId("new")).tenure();
        assertRefused(store, tenure, "had version 2 and flags 0 but this release reads version 1");
    }

    @Test
    void aLayoutOfALaterReleaseIsRefused() {
        plant(result());
        send(Command.HSET, "eos_{" + name + "}:processor", "layout", 2);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.register(spec),
                () -> store.acquire(shard, Scope.PROCESSOR, new NodeId("new")),
                () -> store.admin().lookUp(name, DONE))) {
            assertThatThrownBy(call)
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("have layout version 2 but this release reads version 1");
        }
        // The list of all processors is read by other tests.
        send(Command.HDEL, "eos_{" + name + "}:processor", "layout");
    }

    @Test
    void aNewProcessorHasTheVersionOfTheLayout() {
        store.register(spec);
        Call version = Call.of(Command.HGET).key("eos_{" + name + "}:processor").with("layout");
        assertThat(Replies.text(calls.read("a test", version))).isEqualTo("1");
    }
}
