package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.PendingCodec;
import io.eos.spi.ResultCodec;
import io.eos.spi.ResultStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands in the tables: an older release's data must stay readable, so none of this may change. */
class StoredFormTest {
    private static final Duration RETENTION = Duration.ofDays(2);

    private final String processor = Node.newProcessor();
    private final CassandraStoreConfig config =
            CassandraStoreConfig.read(TestCluster.config(TestCluster.address(), Map.of()));
    private final ResultStore store = TestCluster.open(TestCluster.address(), Map.of("retention", "2d"));
    private final Cluster cluster = Clusters.create(config);
    private final Session session = cluster.connect();

    @BeforeEach
    void open() {
        assertThat(store).isNotNull();
    }

    @AfterEach
    void close() {
        cluster.close();
        store.close();
    }

    @Test
    void aShardIsOnePartitionWithItsHeadFirst() {
        Node node = Node.of(store, processor, Scope.SHARD, 3);
        Completion completion = node.completion("ab", 10);
        store.record(node.tenure, List.of(completion), node.next(8));
        List<Row> rows = select("shard", "processor = ? AND topic = ? AND part = 3", processor, Node.TOPIC);
        assertThat(rows).hasSize(2);
        Row head = rows.get(0);
        assertThat(hex(head, "id")).isEqualTo("00");
        assertThat(head.getLong("epoch")).isEqualTo(1).isEqualTo(node.tenure.epoch());
        assertThat(head.getLong("nonce")).isEqualTo(node.tenure.nonce());
        assertThat(head.getString("node")).isEqualTo(node.tenure.node().value());
        assertThat(head.getLong("sequence")).isEqualTo(1);
        assertThat(head.getLong("watermark")).isEqualTo(8);
        assertThat(hex(head, "pending")).isEqualTo(HexFormat.of().formatHex(PendingCodec.encode(List.of())));
        assertThat(head.isNull("ttl")).as("the head never expires").isTrue();

        Row result = rows.get(1);
        assertThat(hex(result, "id")).isEqualTo("016162");
        assertThat(result.getByte("state")).isEqualTo((byte) 2);
        assertThat(result.getLong("nonce")).isEqualTo(completion.result().nonce());
        assertThat(hex(result, "body")).isEqualTo(HexFormat.of().formatHex(ResultCodec.encode(completion.result())));
        assertThat(result.getLong("src_offset")).isEqualTo(7);
        for (String column : List.of("src_topic", "src_part", "claim_token", "last_token", "node", "lease")) {
            assertThat(result.isNull(column))
                    .as("what goes without saying is not stored: " + column)
                    .isTrue();
        }
        assertTimeToLive(result, RETENTION);
    }

    @Test
    void anIdOfAProcessorIsOnePartition() {
        Node node = Node.of(store, processor, Scope.PROCESSOR, 0);
        Granted granted = (Granted) node.claim("ab", Duration.ofHours(1));
        Row claim = one("result", "processor = ? AND id = 0x016162");
        assertThat(claim.getByte("state")).isEqualTo((byte) 1);
        assertThat(claim.getLong("claim_token")).isEqualTo(granted.token());
        assertThat(claim.getLong("lease")).isEqualTo(3_600_000);
        assertThat(claim.getLong("epoch")).isEqualTo(node.tenure.epoch());
        assertTimeToLive(claim, RETENTION.plusHours(1));

        store.release(node.tenure, List.of(granted));
        Row released = one("result", "processor = ? AND id = 0x016162");
        assertThat(released.getByte("state")).isEqualTo((byte) 4);
        assertThat(released.getLong("last_token")).isEqualTo(granted.token());
        assertTimeToLive(released, RETENTION);

        node.record("ab");
        assertThat(store.admin().erase(processor, MessageId.business("ab"))).isTrue();
        Row erased = one("result", "processor = ? AND id = 0x016162");
        assertThat(erased.getByte("state")).isEqualTo((byte) 4);
        assertThat(erased.isNull("body")).as("what is erased is gone").isTrue();
        assertThat(erased.getLong("last_token")).isEqualTo(granted.token());
    }

    @Test
    void codesOfStatesNeverChange() {
        assertThat(List.of(RowState.values()))
                .extracting(state -> state + " " + state.code())
                .containsExactly("CLAIMED 1", "PROCESSED 2", "DEAD_LETTER 3", "RELEASED 4", "INTERRUPTED 5");
    }

    private Row one(String table, String where) {
        return select(table, where, processor).get(0);
    }

    private List<Row> select(String table, String where, Object... values) {
        return session.execute(
                        "SELECT id, epoch, nonce, node, state, claim_token, last_token, lease, src_topic, src_part,"
                                + " src_offset, body, TTL(nonce) AS ttl"
                                + (table.equals("shard") ? ", sequence, watermark, pending" : "") + " FROM "
                                + config.address().keyspace() + ".eos_" + table + " WHERE " + where,
                        values)
                .all();
    }

    private static void assertTimeToLive(Row row, Duration expected) {
        assertThat(Duration.ofSeconds(row.getInt("ttl"))).isBetween(expected.minusMinutes(10), expected);
    }

    private static String hex(Row row, String column) {
        return HexFormat.of().formatHex(RowStatements.bytes(row, column));
    }
}
