package io.eos.store.cassandra;

import static io.eos.testkit.EarlierRelease.assertReadAsItWas;
import static io.eos.testkit.EarlierRelease.assertRefused;
import static io.eos.testkit.EarlierRelease.laterResult;
import static io.eos.testkit.EarlierRelease.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.CorruptRecordException;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of the first release, written as it wrote them and by a plain client, are read; those of a later one are refused, and never absent. */
class EarlierReleaseTest {
    private final String name = Node.newProcessor();
    private final ProcessorSpec spec = ProcessorSpec.of(name, Scope.PROCESSOR, Map.of("a", "b"));
    private final Shard shard = new Shard(name, Node.TOPIC, 3);
    private final ResultStore store = TestCluster.open(TestCluster.address(), Map.of());
    private final CassandraStoreConfig config =
            CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of()));
    private final Cluster cluster = Clusters.create(config);
    private final Session session = cluster.connect(config.address().keyspace());

    @AfterEach
    void close() {
        cluster.close();
        store.close();
    }

    private void plant(byte[] result, String pending) {
        session.execute(
                "INSERT INTO eos_processor (name, scope, incarnation, attributes)"
                        + " VALUES (?, 'PROCESSOR', 00000000-0000-0001-0000-000000000002, 0x00000001000161000162)",
                name);
        session.execute("INSERT INTO eos_shard_list (processor, topic, part) VALUES (?, ?, 3)", name, Node.TOPIC);
        session.execute(
                "INSERT INTO eos_shard (processor, topic, part, id, epoch, nonce, node, sequence, watermark,"
                        + " leader_epoch, pending, changed_at) VALUES (?, ?, 3, 0x00, 7, 9, 'n', 4, 12, 2, " + pending
                        + ", 1000)",
                name,
                Node.TOPIC);
        session.execute(
                "INSERT INTO eos_result (processor, id, state, claim_token, nonce, src_topic, src_part, src_offset, body,"
                        + " changed_at) VALUES (?, 0x0161, 2, 0, 42, 00112233-4455-6677-8899-aabbccddeeff, 5,"
                        + " 1234567890123, ?, 1000)",
                name,
                ByteBuffer.wrap(result));
        session.execute(
                "INSERT INTO eos_result (processor, id, state, claim_token, last_token, nonce, node, epoch, redelivered,"
                        + " lease, src_topic, src_part, src_offset, changed_at) VALUES (?, 0x0162, 1, 5, 5, 1, 'n', 7,"
                        + " false, 86400000, ?, 3, 0, toUnixTimestamp(now()))",
                name,
                Node.TOPIC);
    }

    @Test
    void whatTheFirstReleaseWroteIsRead() {
        plant(result(), "0x01000000000000000c0003016162");
        assertThat(store.register(spec)).isEqualTo(new Registration(new UUID(1, 2), spec));
        assertThat(store.admin().shards(name))
                .singleElement()
                .satisfies(row -> assertThat(row.epoch()).isEqualTo(7));
        assertReadAsItWas(store, store.acquire(shard, Scope.PROCESSOR, new NodeId("new")));
    }

    @Test
    void aResultOfALaterReleaseIsRefused() {
        plant(laterResult(), "0x01");
        Tenure tenure = store.acquire(shard, Scope.PROCESSOR, new NodeId("new")).tenure();
        assertRefused(store, tenure, "had version 2 and flags 0 but this release reads version 1");
    }

    @Test
    void aPendingListOfALaterReleaseIsRefused() {
        plant(result(), "0x02");
        assertThatThrownBy(() -> store.acquire(shard, Scope.PROCESSOR, new NodeId("new")))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("had version 2 but this release reads version 1");
    }

    @Test
    void aScopeOfALaterReleaseIsRefused() {
        plant(result(), "0x01");
        session.execute("UPDATE eos_processor SET scope = 'TOPIC' WHERE name = ?", name);
        assertThatThrownBy(() -> store.register(spec))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("processor " + name + " of scope TOPIC");
        // The list of all processors is read by other tests.
        session.execute("DELETE FROM eos_processor WHERE name = ?", name);
    }
}
