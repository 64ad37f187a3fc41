package io.eos.store.cassandra;

import static io.eos.store.cassandra.RowStatements.ofId;
import static io.eos.store.cassandra.RowStatements.ofShard;

import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.Row;
import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code SHARD} scope, in the partition of their shard's head. Thread-safe.
 *
 * <p>A batch is one lightweight transaction: the head's condition and those of all rows hold, or nothing is written. Only a batch of more bytes than
 * Cassandra takes at once is cut into several; each of them checks the tenure and what else the checkpoint demands, and
 * names what is pending; the last brings the checkpoint.
 */
final class ShardSlots implements Slots {
    /** Far below a mutation's default limit of 16 MiB, and half of the least that is of use (a result takes up to 1 MiB). */
    private static final int MAX_BATCH_BYTES = 1 << 20;

    /** A token is the epoch, which grows from tenure to tenure, and a number that grows within this store. */
    private static final int NUMBER_BITS = 40;

    private final CassandraStatements statements;
    private final Heads heads;
    private final Calls calls;
    private final AtomicLong number = new AtomicLong();

    ShardSlots(CassandraStatements statements, Heads heads, Calls calls) {
        this.statements = statements;
        this.heads = heads;
        this.calls = calls;
    }

    @Override
    public boolean readsFirst() {
        return false;
    }

    @Override
    public long freshToken(Tenure tenure, long now) {
        return (tenure.epoch() << NUMBER_BITS) + number.incrementAndGet();
    }

    @Override
    public Snapshot read(String operation, Tenure tenure, List<MessageId> ids) {
        List<ByteBuffer> keys = keys(ids);
        keys.add(ByteBuffer.wrap(CassandraStatements.HEAD_ID));
        Head head = null;
        long now = 0;
        Map<MessageId, IdRow> rows = new HashMap<>();
        for (Row row : select(operation, tenure.shard(), keys)) {
            if (Heads.isHead(row)) {
                head = Heads.head(row);
                now = Heads.now(row);
            } else {
                put(rows, row);
            }
        }
        return new Snapshot(head, now, rows);
    }

    @Override
    public Map<MessageId, IdRow> rows(String operation, Tenure tenure, List<MessageId> ids) {
        return rows(operation, tenure.shard(), ids);
    }

    /** The rows of ids in a shard. */
    Map<MessageId, IdRow> rows(String operation, Shard shard, List<MessageId> ids) {
        Map<MessageId, IdRow> rows = new HashMap<>();
        if (!ids.isEmpty()) {
            select(operation, shard, keys(ids)).forEach(row -> put(rows, row));
        }
        return rows;
    }

    private Iterable<Row> select(String operation, Shard shard, List<ByteBuffer> keys) {
        BoundStatement select = ofShard(statements.part, shard);
        select.setList("ids", keys, ByteBuffer.class);
        return calls.read(operation, select);
    }

    private static List<ByteBuffer> keys(List<MessageId> ids) {
        List<ByteBuffer> keys = new ArrayList<>(ids.size() + 1);
        ids.forEach(id -> keys.add(ByteBuffer.wrap(id.toBytes())));
        return keys;
    }

    private static void put(Map<MessageId, IdRow> rows, Row row) {
        IdRow stored = RowStatements.row(row);
        if (stored != null) {
            rows.put(stored.id(), stored);
        }
    }

    /** Nothing: what is pending is in the same batch as the rows, or in the first of several. */
    @Override
    public Calls.Applied announce(String operation, Tenure tenure, @Nullable Head head, Checkpoint checkpoint) {
        return Calls.Applied.YES;
    }

    @Override
    public Written write(
            String operation, Tenure tenure, List<RowWrite> writes, @Nullable Checkpoint checkpoint, boolean advances) {
        if (writes.isEmpty() && checkpoint == null) {
            return Written.ALL;
        }
        Set<MessageId> open = new HashSet<>();
        writes.forEach(write -> open.add(write.id()));
        List<List<RowWrite>> parts = parts(writes);
        for (int i = 0; i < parts.size(); i++) {
            BatchStatement batch = new BatchStatement(BatchStatement.Type.UNLOGGED);
            boolean last = i == parts.size() - 1;
            batch.add(heads.guard(tenure, checkpoint, last && advances));
            parts.get(i).forEach(write -> batch.add(ofId(ofShard(write(write), tenure.shard()), write.id())));
            Calls.Applied applied = i == 0 ? calls.write(operation, batch) : calls.writeMore(operation, batch);
            if (applied != Calls.Applied.YES) {
                boolean unanswered = applied == Calls.Applied.UNKNOWN;
                return new Written(open, false, unanswered, unanswered || i > 0);
            }
            parts.get(i).forEach(write -> open.remove(write.id()));
        }
        return Written.ALL;
    }

    private BoundStatement write(RowWrite write) {
        return statements.shardRows.write(write);
    }

    /** Cuts a batch where it gets too large; a part has at least one row, and there is at least one part. */
    private static List<List<RowWrite>> parts(List<RowWrite> writes) {
        List<List<RowWrite>> parts = new ArrayList<>();
        List<RowWrite> part = new ArrayList<>();
        int size = 0;
        for (RowWrite write : writes) {
            if (size + write.size() > MAX_BATCH_BYTES && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                size = 0;
            }
            part.add(write);
            size += write.size();
        }
        parts.add(part);
        return parts;
    }
}
