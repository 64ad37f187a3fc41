package io.eos.store.cassandra;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.Shard;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on the rows of ids, in one of the two tables that have such. Thread-safe. */
final class RowStatements {
    /** What stands in the table for the row of an id. */
    static final String COLUMNS =
            "id, state, claim_token, last_token, nonce, node, epoch, redelivered, lease, src_topic, src_part,"
                    + " src_offset, body, changed_at";

    /** The same in the table of shards. */
    static final String OF_SHARD = COLUMNS + ", topic, part";

    /** The same for a scan. */
    static final String SCANNED = COLUMNS.replace(" body,", "");

    // With a time to live, and without a row marker that would outlive the cells.
    private static final String SET =
            " USING TTL :ttl SET state = :state, claim_token = :claim_token, last_token = :last_token, nonce = :nonce, node = :node, epoch = :epoch,"
                    + " redelivered = :redelivered, lease = :lease, src_topic = :src_topic, src_part = :src_part,"
                    + " src_offset = :src_offset, body = :body, changed_at = toUnixTimestamp(now())";

    /** Reads the row of one id. */
    final PreparedStatement read;

    private final PreparedStatement onNothing;
    private final PreparedStatement onResult;
    private final PreparedStatement onGuess;
    private final PreparedStatement onExact;

    /**
     * Prepares them.
     *
     * @param ofId the condition that picks one row
     * @param ofShards whether the partition is a shard's, from which the results in it come unless they say otherwise
     */
    RowStatements(CassandraStatements statements, String table, String ofId, boolean ofShards) {
        String update = "UPDATE " + table + SET + ofId;
        onNothing = statements.write(update + " IF state = null");
        onResult = statements.write(
                update + " IF state = :old_state AND nonce = :old_nonce AND changed_at = :old_changed_at");
        onGuess = statements.write(update + " IF state = :old_state AND claim_token = :old_token");
        onExact = statements.write(update + " IF state = :old_state AND claim_token = :old_token AND nonce = :old_nonce"
                + " AND last_token = :old_last_token AND changed_at = :old_changed_at");
        read = statements.serial("SELECT " + (ofShards ? OF_SHARD : COLUMNS) + " FROM " + table + ofId);
    }

    /** A write of a row on its condition; the caller adds the key. */
    BoundStatement write(RowWrite write) {
        IdRow expected = write.expected();
        BoundStatement bound = expected == null ? onNothing.bind() : on(expected);
        bound.setInt("ttl", write.ttl()).setByte("state", write.state().code()).setLong("nonce", write.nonce());
        if (expected != null || write.lastToken() != 0) {
            bound.setLong("claim_token", write.token()).setLong("last_token", write.lastToken());
        }
        if (write.state() == RowState.CLAIMED || expected != null) {
            bound.setString("node", write.node())
                    .setLong("epoch", write.epoch())
                    .setBool("redelivered", write.redelivered())
                    .setLong("lease", write.lease());
        }
        UUID topic = write.topic();
        if (topic != null) {
            bound.setUUID("src_topic", topic).setInt("src_part", write.partition());
        }
        bound.setLong("src_offset", write.offset());
        Bytes body = write.body();
        if (body != null) {
            bound.setBytes("body", ByteBuffer.wrap(body.unsafeArray()));
        } else if (write.clears()) {
            bound.setToNull("body");
        }
        // A column that is not set stays as it is, or is none, which costs nothing; all others get the new time to
        // live, so that nothing outlives
        // the row.
        return bound;
    }

    /** The condition that a row is as it was read or guessed. */
    private BoundStatement on(IdRow expected) {
        byte state = expected.state().code();
        if (!expected.exact()) {
            return onGuess.bind().setByte("old_state", state).setLong("old_token", expected.token());
        }
        // Each result has a nonce of its own, and may have no tokens.
        BoundStatement bound = expected.state().done()
                ? onResult.bind()
                : onExact.bind().setLong("old_token", expected.token()).setLong("old_last_token", expected.lastToken());
        return bound.setByte("old_state", state)
                .setLong("old_nonce", expected.nonce())
                .setLong("old_changed_at", expected.changedAt());
    }

    /** The row as it was read, or null if it means that the id is absent and was never seen. */
    static @Nullable IdRow row(Row row) {
        return row(row, row.isNull("body") ? null : Bytes.wrap(bytes(row, "body")));
    }

    /** The same of a row that was scanned. */
    static @Nullable IdRow rowWithoutBody(Row row) {
        return row(row, null);
    }

    private static @Nullable IdRow row(Row row, @Nullable Bytes body) {
        if (row.isNull("state")) {
            return null;
        }
        String node = row.getString("node");
        // A result of the shard's own says no more than its offset.
        boolean own = row.isNull("src_topic") && row.getColumnDefinitions().contains("topic");
        return new IdRow(
                MessageId.fromBytes(bytes(row, "id")),
                true,
                RowState.of(row.getByte("state")),
                row.getLong("claim_token"),
                row.getLong("last_token"),
                row.getLong("nonce"),
                node == null ? "" : node,
                row.getLong("epoch"),
                row.getBool("redelivered"),
                row.getLong("lease"),
                row.getUUID(own ? "topic" : "src_topic"),
                row.getInt(own ? "part" : "src_part"),
                row.getLong("src_offset"),
                body,
                row.getLong("changed_at"));
    }

    static byte[] bytes(Row row, String column) {
        ByteBuffer buffer = row.getBytes(column);
        byte[] bytes = new byte[buffer == null ? 0 : buffer.remaining()];
        if (buffer != null) {
            buffer.get(bytes);
        }
        return bytes;
    }

    static BoundStatement ofShard(PreparedStatement statement, Shard shard) {
        return ofShard(statement.bind(), shard);
    }

    static BoundStatement ofShard(BoundStatement bound, Shard shard) {
        return bound.setString("processor", shard.processor())
                .setUUID("topic", shard.topicId())
                .setInt("part", shard.partition());
    }

    static BoundStatement ofId(BoundStatement bound, MessageId id) {
        return bound.setBytes("id", ByteBuffer.wrap(id.toBytes()));
    }
}
