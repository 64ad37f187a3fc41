package io.eos.store.cassandra;

import static io.eos.store.cassandra.RowStatements.ofId;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Row;
import io.eos.api.MessageId;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import io.eos.store.cassandra.Heads.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code PROCESSOR} scope, a partition each. Thread-safe.
 *
 * <p>Each row is a lightweight transaction of its own; those of a call run at the same time. The tenure is checked by a serial read before, so that
 * a write of an older tenure can still arrive after it: then the row's own condition decides. What is newly pending is named before the rows. The
 * checkpoint is written last, under all of its conditions, once every row is.
 */
final class ProcessorSlots implements Slots {
    private static final long MICROS = 1000;

    private final CassandraStatements statements;
    private final Heads heads;
    private final Calls calls;

    ProcessorSlots(CassandraStatements statements, Heads heads, Calls calls) {
        this.statements = statements;
        this.heads = heads;
        this.calls = calls;
    }

    @Override
    public boolean readsFirst() {
        return true;
    }

    /** The server's clock, in microseconds: a row is gone once it was not written for the time that results are kept. */
    @Override
    public long freshToken(Tenure tenure, long now) {
        return now * MICROS;
    }

    @Override
    public Snapshot read(String operation, Tenure tenure, List<MessageId> ids) {
        Moment moment = heads.read(operation, tenure.shard());
        return new Snapshot(moment.head(), moment.now(), rows(operation, tenure, ids));
    }

    @Override
    public Map<MessageId, IdRow> rows(String operation, Tenure tenure, List<MessageId> ids) {
        return rows(operation, tenure.shard().processor(), ids);
    }

    /** The rows of ids of a processor. */
    Map<MessageId, IdRow> rows(String operation, String processor, List<MessageId> ids) {
        List<BoundStatement> selects = new ArrayList<>();
        for (MessageId id : ids) {
            selects.add(ofId(statements.resultRows.read.bind().setString("processor", processor), id));
        }
        Map<MessageId, IdRow> rows = new HashMap<>();
        for (ResultSet found : calls.readAll(operation, selects)) {
            Row row = found.one();
            IdRow stored = row == null ? null : RowStatements.row(row);
            if (stored != null) {
                rows.put(stored.id(), stored);
            }
        }
        return rows;
    }

    /** One write more, only where a checkpoint names what the stored one does not. */
    @Override
    public Calls.Applied announce(String operation, Tenure tenure, @Nullable Head head, Checkpoint checkpoint) {
        if (head == null
                || head.checkpoint().sequence() >= checkpoint.sequence()
                || new HashSet<>(head.checkpoint().pending()).containsAll(checkpoint.pending())) {
            return Calls.Applied.YES;
        }
        return calls.write(operation, heads.announcement(tenure, checkpoint));
    }

    @Override
    public Written write(
            String operation, Tenure tenure, List<RowWrite> writes, @Nullable Checkpoint checkpoint, boolean advances) {
        List<Calls.Applied> applied = writeRows(operation, tenure.shard().processor(), writes);
        Set<MessageId> open = new HashSet<>();
        for (int i = 0; i < writes.size(); i++) {
            if (applied.get(i) != Calls.Applied.YES) {
                open.add(writes.get(i).id());
            }
        }
        boolean unanswered = applied.contains(Calls.Applied.UNKNOWN);
        boolean happened = unanswered || applied.contains(Calls.Applied.YES);
        if (!open.isEmpty() || checkpoint == null) {
            return new Written(open, open.isEmpty(), unanswered, happened);
        }
        BoundStatement guard = heads.guard(tenure, checkpoint, advances);
        Calls.Applied head = happened ? calls.writeMore(operation, guard) : calls.write(operation, guard);
        if (head == Calls.Applied.YES) {
            return Written.ALL;
        }
        boolean lost = head == Calls.Applied.UNKNOWN;
        return new Written(open, false, lost, lost || happened);
    }

    /** Writes rows of a processor, each on its condition alone. */
    List<Calls.Applied> writeRows(String operation, String processor, List<RowWrite> writes) {
        List<BoundStatement> updates = new ArrayList<>();
        for (RowWrite write : writes) {
            updates.add(ofId(statements.resultRows.write(write).setString("processor", processor), write.id()));
        }
        return calls.writeAll(operation, updates);
    }
}
