package io.eos.store.zookeeper;

import static io.eos.testkit.EarlierRelease.DONE;
import static io.eos.testkit.EarlierRelease.assertReadAsItWas;
import static io.eos.testkit.EarlierRelease.assertRefused;
import static io.eos.testkit.EarlierRelease.laterResult;
import static io.eos.testkit.EarlierRelease.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of the first release, written as it wrote them and by a plain client, are read; those of a later one are refused, and never absent. */
class EarlierReleaseTest {
    private static final UUID TOPIC = new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private final TestZooKeeper servers = TestZooKeeper.shared();
    private final String name = Node.newProcessor();
    // A path of its own: other tests list all processors, and must not meet one of a later release.
    private static final String PATH = "/eos-test-earlier";
    private final String root = PATH + "/eos_processors/" + name;
    private final ProcessorSpec spec = ProcessorSpec.of(name, Scope.PROCESSOR, Map.of("a", "b"));
    private final Shard shard = new Shard(name, TOPIC, 3);
    private final ProcessorSpec ofShards = ProcessorSpec.of(name, Scope.SHARD, Map.of("a", "b"));
    private final ZooKeeperResultStore store = servers.open(PATH, Map.of());
    private final CuratorFramework client = servers.connect();

    @AfterEach
    void close() {
        store.close();
        client.close();
    }

    private void create(String path, String... hex) throws Exception {
        client.create().forPath(root + path, HexFormat.of().parseHex(String.join("", hex)));
    }

    private void change(String path, String hex) throws Exception {
        client.setData().forPath(root + path, HexFormat.of().parseHex(hex));
    }

    private void plant(byte[] result) throws Exception {
        plant(result, "02", "");
    }

    /** @param suffix of ids' names: nothing, or the shard */
    private void plant(byte[] result, String scope, String suffix) throws Exception {
        String topic = TOPIC.toString().replace("-", "");
        create("", "01", scope, "00000000000000010000000000000002", "00000001", "000161", "000162");
        create("/shards");
        create("/shards/" + TOPIC + "-3", "01", "0000000000000007", "0000000000000009", "6e");
        create("/shards/" + TOPIC + "-3/tenure-7-0000000000000009");
        create(
                "/shards/" + TOPIC + "-3/checkpoint",
                "01",
                "0000000000000007",
                "0000000000000004",
                "000000000000000c",
                "00000002",
                "01",
                "000000000000000c",
                "0003",
                "016162");
        create("/ids");
        for (int i = 0; i < 256; i++) {
            create("/ids/%02x".formatted(i));
        }
        create(done() + suffix, "01", "02", "0000000000000000", HexFormat.of().formatHex(result));
        create(
                claimed() + suffix,
                "01",
                "01",
                "00",
                "0000000000000005",
                "0000000000000001",
                "0000000005265c00",
                topic,
                "00000003",
                "0000000000000007",
                "6e");
    }

    private static String done() {
        return "/ids/c4/b-a";
    }

    private static String claimed() {
        return "/ids/30/b-b";
    }

    @Test
    void whatTheFirstReleaseWroteIsRead() throws Exception {
        plant(result());
        assertThat(store.register(spec)).isEqualTo(new Registration(new UUID(1, 2), spec));
        assertThat(store.admin().shards(name))
                .singleElement()
                .satisfies(row -> assertThat(row.epoch()).isEqualTo(7));
        assertReadAsItWas(store, store.acquire(shard, Scope.PROCESSOR, new NodeId("new")));
    }

    @Test
    void aShardInShardScopeOfTheFirstReleaseKeepsAZnodeForEachId() throws Exception {
        plant(result(), "01", "@AQIDBAUGBwgJCgsMDQ4PEA.3");
        assertThat(store.register(ofShards)).isEqualTo(new Registration(new UUID(1, 2), ofShards));
        Acquisition acquired = store.acquire(shard, Scope.SHARD, new NodeId("new"));
        assertReadAsItWas(store, acquired);
        StoredResult other = store.find(acquired.tenure(), List.of(DONE)).get(0).orElseThrow();
        List<Completion> batch = List.of(
                Completion.unclaimed(MessageId.business("new"), other), Completion.unclaimed(DONE, rival(other)));
        assertThat(store.record(acquired.tenure(), batch, new Checkpoint(1, 12, 13, -1, List.of())))
                .containsExactly(new Recorded(MessageId.business("new")), new Superseded(DONE, other));
        assertThat(store.find(acquired.tenure(), List.of(MessageId.business("new")))
                        .get(0))
                .contains(other);
        String owner = root + "/shards/" + TOPIC + "-3";
        assertThat(client.getData().forPath(owner + "/checkpoint")[0])
                .as("the first release goes on reading it")
                .isEqualTo((byte) 1);
        assertThat(client.checkExists().forPath(owner + "/results")).isNull();
    }

    private static StoredResult rival(StoredResult result) {
        return new StoredResult(
                result.status(),
                result.nonce() + 1,
                result.source(),
                result.inputDigest(),
                result.payload(),
                result.outputs(),
                result.node(),
                result.completedAt(),
                result.attempts(),
                result.detail());
    }

    @Test
    void anEntryOfALaterReleaseIsRefused() throws Exception {
        plant(laterResult());
        Tenure tenure = store.acquire(shard, Scope.PROCESSOR, new NodeId("new")).tenure();
        assertRefused(store, tenure, "had version 2 and flags 0 but this release reads version 1");
        change(done(), "02" + "02" + "0000000000000000");
        assertRefused(store, tenure, "had version 2 but this release reads 1");
    }

    @Test
    void aShardOfALaterReleaseIsRefused() throws Exception {
        plant(result());
        change("/shards/" + TOPIC + "-3/checkpoint", "03" + "0000000000000007");
        assertShardRefused("a shard's checkpoint had version 3");
        change("/shards/" + TOPIC + "-3", "02" + "0000000000000007" + "0000000000000009");
        assertShardRefused("a shard's owner had version 2");
    }

    private void assertShardRefused(String message) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.acquire(shard, Scope.PROCESSOR, new NodeId("new")),
                () -> store.admin().shards(name))) {
            assertThatThrownBy(call)
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining(message)
                    .hasMessageContaining("this release reads 1");
        }
    }

    @Test
    void aProcessorOfALaterReleaseIsRefused() throws Exception {
        plant(result());
        change("", "02" + "02");
        assertThatThrownBy(() -> store.register(spec))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("processor " + name + " had version 2")
                .hasMessageContaining("this release reads version 1");
    }
}
