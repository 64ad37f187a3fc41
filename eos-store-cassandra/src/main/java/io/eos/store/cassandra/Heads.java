package io.eos.store.cassandra;

import static io.eos.store.cassandra.RowStatements.ofShard;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.Row;
import io.eos.api.CorruptRecordException;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import io.eos.spi.PendingCodec;
import io.eos.spi.Tenure;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The heads of shards: who owns them and how far they have come. Thread-safe.
 *
 * <p>A tenure begins by a lightweight transaction that replaces epoch and nonce if they still are as they were read; from then on no batch
 * of an older tenure is applied. The checkpoint that it is told is read after that, when nobody can write it any more.
 */
final class Heads {
    private static final long FIRST = 1;

    private final CassandraStatements statements;
    private final Processors processors;
    private final Calls calls;

    Heads(CassandraStatements statements, Processors processors, Calls calls) {
        this.statements = statements;
        this.processors = processors;
        this.calls = calls;
    }

    /** A head as it was at a moment by the server's clock, in milliseconds. */
    record Moment(@Nullable Head head, long now) {}

    Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        String operation = "the acquisition of " + shard;
        processors.require(shard.processor());
        long nonce = ThreadLocalRandom.current().nextLong();
        Attempts attempts = new Attempts(operation, calls.address());
        while (true) {
            Head before = attempts.run(() -> read(operation, shard)).head();
            if (before != null && before.nonce() == nonce) {
                // An attempt whose answer was lost.
                return new Acquisition(new Tenure(shard, scope, node, before.epoch(), nonce), before.last());
            }
            // Listed first, so that no shard has a head and is not listed.
            if (before == null && attempts.run(() -> processors.list(operation, shard)) == Calls.Applied.UNKNOWN) {
                attempts.again(Calls.Applied.UNKNOWN);
                continue;
            }
            BoundStatement next = next(before, shard, node, nonce);
            Calls.Applied applied = attempts.run(() -> calls.write(operation, next));
            if (applied == Calls.Applied.YES) {
                attempts.happened();
                long epoch = before == null ? FIRST : before.epoch() + 1;
                Head after = attempts.run(() -> read(operation, shard)).head();
                Checkpoint last = after == null ? Checkpoint.EMPTY : after.last();
                return new Acquisition(new Tenure(shard, scope, node, epoch, nonce), last);
            }
            attempts.again(applied);
        }
    }

    private BoundStatement next(@Nullable Head before, Shard shard, NodeId node, long nonce) {
        BoundStatement bound = ofShard(before == null ? statements.begin : statements.advance, shard)
                .setLong("new_epoch", before == null ? FIRST : before.epoch() + 1)
                .setLong("new_nonce", nonce)
                .setString("node", node.value());
        if (before == null) {
            return bound.setLong("watermark", Checkpoint.EMPTY.watermark())
                    .setInt("leader_epoch", Checkpoint.EMPTY.leaderEpoch())
                    .setBytes("pending", pending(Checkpoint.EMPTY.pending()));
        }
        return bound.setLong("epoch", before.epoch()).setLong("nonce", before.nonce());
    }

    /**
     * The part of a batch that fails it unless the tenure may write; it writes the checkpoint, if there is one.
     *
     * @param advances whether the watermark moves; else what is pending is named alone, as in all batches but the last, before its rows are there
     */
    BoundStatement guard(Tenure tenure, @Nullable Checkpoint checkpoint, boolean advances) {
        if (checkpoint == null) {
            return check(tenure);
        }
        if (!advances) {
            // The same number is the same checkpoint, repeated.
            return announcement(tenure, checkpoint, checkpoint.sequence() + 1);
        }
        return conditions(statements.checkpoint, tenure)
                .setLong("sequence", checkpoint.sequence())
                .setLong("acknowledged", checkpoint.acknowledged())
                .setLong("watermark", checkpoint.watermark())
                .setInt("leader_epoch", checkpoint.leaderEpoch())
                .setBytes("pending", pending(checkpoint.pending()));
    }

    private BoundStatement check(Tenure tenure) {
        return conditions(statements.check, tenure)
                .setString("node", tenure.node().value());
    }

    /**
     * Writes what is pending, and the sequence so that an announcement which is late cannot take the place of a later one, as long as neither this checkpoint nor a later one is there. */
    BoundStatement announcement(Tenure tenure, Checkpoint checkpoint) {
        return announcement(tenure, checkpoint, checkpoint.sequence());
    }

    private BoundStatement announcement(Tenure tenure, Checkpoint checkpoint, long below) {
        return conditions(statements.announce, tenure)
                .setLong("sequence", checkpoint.sequence())
                .setLong("below", below)
                .setLong("acknowledged", checkpoint.acknowledged())
                .setBytes("pending", pending(checkpoint.pending()));
    }

    private static BoundStatement conditions(PreparedStatement statement, Tenure tenure) {
        return ofShard(statement, tenure.shard())
                .setLong("epoch", tenure.epoch())
                .setLong("nonce", tenure.nonce());
    }

    /**
     * Lowers a watermark, clears what is pending beyond it, and begins a tenure that is nobody's.
     *
     * @see io.eos.spi.StoreAdmin#lowerWatermark
     */
    void lower(Shard shard, long watermark) {
        String operation = "lowering the watermark of " + shard;
        Attempts attempts = new Attempts(operation, calls.address());
        while (true) {
            Head before = attempts.run(() -> read(operation, shard)).head();
            if (before == null) {
                return;
            }
            Checkpoint stored = before.checkpoint();
            Checkpoint lowered = stored.loweredTo(watermark);
            BoundStatement update = ofShard(statements.lower, shard)
                    .setLong("new_epoch", before.epoch() + 1)
                    .setLong("new_nonce", ThreadLocalRandom.current().nextLong())
                    .setLong("watermark", lowered.watermark())
                    .setInt("leader_epoch", lowered.leaderEpoch())
                    .setBytes("pending", pending(lowered.pending()))
                    .setLong("epoch", before.epoch())
                    .setLong("nonce", before.nonce())
                    .setLong("old_sequence", stored.sequence())
                    .setLong("old_watermark", stored.watermark())
                    .setBytes("old_pending", pending(stored.pending()));
            Calls.Applied applied = attempts.run(() -> calls.write(operation, update));
            if (applied == Calls.Applied.YES) {
                return;
            }
            attempts.again(applied);
        }
    }

    Moment read(String operation, Shard shard) {
        Row row = calls.read(operation, ofShard(statements.head, shard)).one();
        return row == null ? new Moment(null, 0) : new Moment(head(row), now(row));
    }

    static boolean isHead(Row row) {
        return Arrays.equals(RowStatements.bytes(row, "id"), CassandraStatements.HEAD_ID);
    }

    /** The head that a row holds; the row has what {@link CassandraStatements#head} or {@link CassandraStatements#part} select. */
    static @Nullable Head head(Row row) {
        if (row.isNull("epoch")) {
            return null;
        }
        String node = row.getString("node");
        if (row.isNull("changed_at") || node == null || row.isNull("pending")) {
            throw new CorruptRecordException("a shard's head lacks its node, its checkpoint or its time");
        }
        Checkpoint checkpoint = new Checkpoint(
                row.getLong("sequence"),
                row.getLong("watermark"),
                row.getLong("watermark"),
                row.getInt("leader_epoch"),
                PendingCodec.decode(RowStatements.bytes(row, "pending")));
        return new Head(
                row.getLong("epoch"),
                row.getLong("nonce"),
                new NodeId(node),
                checkpoint,
                Instant.ofEpochMilli(row.getLong("changed_at")));
    }

    /** The server's clock when a row was read, in milliseconds. */
    static long now(Row row) {
        return row.getLong("server_now");
    }

    private static ByteBuffer pending(List<Pending> pending) {
        return ByteBuffer.wrap(PendingCodec.encode(pending));
    }
}
