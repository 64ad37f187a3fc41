package io.eos.store.jdbc;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.EntryCursor;
import io.eos.spi.PendingCodec;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import io.eos.store.jdbc.ShardDirectory.Numbered;
import io.eos.store.jdbc.ShardDirectory.Slot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The operator's view, in plain SQL. Thread-safe. */
final class JdbcStoreAdmin implements StoreAdmin {
    private final SqlDialect dialect;
    private final Transactions transactions;
    private final Processors processors;
    private final ShardDirectory directory;
    private final Rows rows;
    private final Runnable checkOpen;
    private final String shardTable;
    private final String resultTable;
    private final String eraseOne;

    JdbcStoreAdmin(
            SqlDialect dialect, Transactions transactions, Processors processors, Rows rows, Runnable checkOpen) {
        this.dialect = dialect;
        this.transactions = transactions;
        this.processors = processors;
        directory = new ShardDirectory(dialect.tables(), processors);
        this.rows = rows;
        this.checkOpen = checkOpen;
        shardTable = dialect.tables().shard();
        resultTable = dialect.tables().result();
        // What was claimed and given back is absent; that the claim before it was interrupted is not.
        eraseOne = "DELETE FROM " + resultTable + " WHERE slot = ? AND id = ? AND (state <> " + RowState.RELEASED.code()
                + " OR redelivered <> 0)";
    }

    @Override
    public List<Registration> processors() {
        checkOpen.run();
        return transactions.read("a list of processors", processors::all);
    }

    @Override
    public List<ShardState> shards(String processor) {
        checkOpen.run();
        return transactions.read("a list of shards", connection -> directory.numbered(connection, processor)).stream()
                .map(Numbered::state)
                .toList();
    }

    @Override
    public List<Entry> lookUp(String processor, MessageId id) {
        checkOpen.run();
        return transactions.read("a look-up", connection -> {
            List<Entry> found = new ArrayList<>();
            for (Slot slot : directory.slots(connection, processor)) {
                Row row = rows.find(connection, slot.number(), List.of(id)).get(id);
                if (row != null && row.state() != RowState.RELEASED) {
                    found.add(entry(slot, row));
                }
            }
            return found;
        });
    }

    @Override
    public Page list(String processor, @Nullable EntryState state, @Nullable String after, int limit) {
        checkOpen.run();
        Page.checkLimit(limit);
        EntryCursor cursor = EntryCursor.parse(after);
        List<Entry> entries = new ArrayList<>(transactions.read("a list of entries", connection -> {
            List<Entry> found = new ArrayList<>();
            for (Slot slot : directory.slots(connection, processor)) {
                found.addAll(page(connection, slot, state, cursor, limit + 1));
            }
            return found;
        }));
        entries.sort(Comparator.comparing(EntryCursor::of));
        if (entries.size() <= limit) {
            return new Page(entries, Optional.empty());
        }
        return new Page(
                entries.subList(0, limit),
                Optional.of(EntryCursor.of(entries.get(limit - 1)).text()));
    }

    private List<Entry> page(
            Connection connection, Slot slot, @Nullable EntryState state, @Nullable EntryCursor after, int limit)
            throws SQLException {
        // The same id can be in several shards: those behind the cursor's shard are still to come.
        boolean inclusive = after != null && after.compareTo(EntryCursor.of(after.id(), slot.shard())) < 0;
        String sql = "SELECT " + Row.COLUMNS + ", " + dialect.clock() + " FROM " + resultTable
                + " r WHERE r.slot = ?" + (after == null ? "" : " AND r.id " + (inclusive ? ">=" : ">") + " ?")
                + " AND r.state " + (state == null ? "<>" : "=") + " ? ORDER BY r.slot, r.id LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            statement.setInt(index++, slot.number());
            if (after != null) {
                statement.setBytes(index++, after.id().toBytes());
            }
            statement.setInt(index++, (state == null ? RowState.RELEASED : RowState.of(state)).code());
            statement.setInt(index, limit);
            List<Entry> entries = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    entries.add(entry(slot, Row.read(found)));
                }
            }
            return entries;
        }
    }

    private static Entry entry(Slot slot, Row row) {
        Instant changedAt = ShardDirectory.instant(row.changedAt());
        if (row.state() == RowState.CLAIMED) {
            NodeId holder = new NodeId(String.valueOf(row.holder()));
            return new Entry(slot.shard(), row.id(), EntryState.CLAIMED, null, row.token(), holder, changedAt);
        }
        StoredResult result = row.result();
        EntryState state = row.state() == RowState.PROCESSED ? EntryState.PROCESSED : EntryState.DEAD_LETTER;
        return new Entry(slot.shard(), row.id(), state, result, row.token(), result.node(), changedAt);
    }

    @Override
    public void lowerWatermark(Shard shard, long watermark) {
        checkOpen.run();
        transactions.change("lowering the watermark of " + shard, connection -> {
            Numbered found = directory.find(connection, shard);
            if (found != null) {
                lower(connection, found, watermark);
            }
        });
    }

    private void lower(Connection connection, Numbered found, long watermark) throws SQLException {
        Checkpoint stored = found.state().checkpoint();
        Checkpoint lowered = stored.loweredTo(watermark);
        try (PreparedStatement statement = connection.prepareStatement("UPDATE " + shardTable
                + " SET epoch = epoch + 1, nonce = ?, sequence = 0, watermark = ?, leader_epoch = ?, pending = ?,"
                + " changed_at = " + dialect.clock() + " WHERE number = ? AND epoch = ? AND sequence = ?")) {
            statement.setLong(1, ThreadLocalRandom.current().nextLong());
            statement.setLong(2, lowered.watermark());
            statement.setInt(3, lowered.leaderEpoch());
            statement.setBytes(4, PendingCodec.encode(lowered.pending()));
            statement.setInt(5, found.number());
            statement.setLong(6, found.state().epoch());
            statement.setLong(7, stored.sequence());
            if (statement.executeUpdate() != 1) {
                throw new LostRaceException("the shard was written meanwhile");
            }
        }
    }

    @Override
    public long forget(Shard shard, long fromOffset) {
        checkOpen.run();
        return transactions.write("forgetting results of " + shard, connection -> {
            Numbered found = directory.find(connection, shard);
            if (found == null) {
                return 0L;
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "DELETE FROM " + resultTable + " WHERE shard = ? AND source_offset >= ?")) {
                statement.setInt(1, found.number());
                statement.setLong(2, Math.max(0, fromOffset));
                return (long) statement.executeUpdate();
            }
        });
    }

    @Override
    public boolean erase(String processor, MessageId id) {
        checkOpen.run();
        return transactions.write("erasing an id", connection -> {
            int erased = 0;
            for (Slot slot : directory.slots(connection, processor)) {
                try (PreparedStatement statement = connection.prepareStatement(eraseOne)) {
                    statement.setInt(1, slot.number());
                    statement.setBytes(2, id.toBytes());
                    erased += statement.executeUpdate();
                }
            }
            return erased > 0;
        });
    }
}
