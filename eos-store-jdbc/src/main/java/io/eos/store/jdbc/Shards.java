package io.eos.store.jdbc;

import io.eos.api.FencedException;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.PendingCodec;
import io.eos.spi.Tenure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The shards' rows: who owns them and how far they have come. Thread-safe.
 *
 * <p>Remembers the numbers that stand for shards and processors. One that a restored database does not have any more is harmless: numbers
 * are random, so it stands for nothing else, and every write checks epoch and nonce under it.
 */
final class Shards {
    private final Processors processors;
    private final String advance;
    private final String create;
    private final String byName;
    private final String checkpoint;
    private final String hold;
    private final String check;
    private final Map<Shard, Integer> numbers = new ConcurrentHashMap<>();

    Shards(SqlDialect dialect, Processors processors) {
        this.processors = processors;
        String table = dialect.tables().shard();
        advance = "UPDATE " + table + " SET epoch = epoch + 1, nonce = ?, node = ?, sequence = 0, changed_at = "
                + dialect.clock() + " WHERE processor = ? AND topic_id = ? AND part = ?";
        create =
                "INSERT INTO " + table + " (number, processor, topic_id, part, epoch, nonce, node, sequence, watermark,"
                        + " leader_epoch, pending, changed_at) VALUES (?, ?, ?, ?, 1, ?, ?, 0, ?, ?, ?, "
                        + dialect.clock() + ")";
        byName = "SELECT number, epoch, watermark, leader_epoch, pending FROM " + table
                + " WHERE processor = ? AND topic_id = ? AND part = ?";
        // The guard: the row is locked from here to the commit, so that check and commit are one.
        String guarded = " WHERE number = ? AND epoch = ? AND nonce = ? AND sequence <= ? AND watermark >= ?";
        hold = "UPDATE " + table + " SET sequence = ?, pending = ?, changed_at = " + dialect.clock() + guarded;
        checkpoint =
                "UPDATE " + table + " SET sequence = ?, pending = ?, watermark = ?, leader_epoch = ?, changed_at = "
                        + dialect.clock() + guarded;
        check = "SELECT number FROM " + table + " WHERE number = ? AND epoch = ? AND nonce = ? FOR UPDATE";
    }

    Acquisition acquire(Connection connection, Shard shard, Scope scope, NodeId node) throws SQLException {
        int processor = processors.present(connection, shard.processor());
        long nonce = ThreadLocalRandom.current().nextLong();
        try (PreparedStatement statement = connection.prepareStatement(advance)) {
            statement.setLong(1, nonce);
            statement.setString(2, node.value());
            bindName(statement, 3, processor, shard);
            if (statement.executeUpdate() == 1) {
                return read(connection, processor, shard, scope, node, nonce);
            }
        }
        int number = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        try (PreparedStatement statement = connection.prepareStatement(create)) {
            statement.setInt(1, number);
            bindName(statement, 2, processor, shard);
            statement.setLong(5, nonce);
            statement.setString(6, node.value());
            statement.setLong(7, Checkpoint.EMPTY.watermark());
            statement.setInt(8, Checkpoint.EMPTY.leaderEpoch());
            statement.setBytes(9, PendingCodec.encode(Checkpoint.EMPTY.pending()));
            statement.executeUpdate();
        }
        numbers.put(shard, number);
        return new Acquisition(new Tenure(shard, scope, node, 1, nonce), Checkpoint.EMPTY);
    }

    private Acquisition read(Connection connection, int processor, Shard shard, Scope scope, NodeId node, long nonce)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(byName)) {
            bindName(statement, 1, processor, shard);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new LostRaceException("the row of shard " + shard + " vanished");
                }
                numbers.put(shard, rows.getInt(1));
                Checkpoint last = new Checkpoint(
                        0, rows.getLong(3), rows.getLong(3), rows.getInt(4), PendingCodec.decode(rows.getBytes(5)));
                return new Acquisition(new Tenure(shard, scope, node, rows.getLong(2), nonce), last);
            }
        }
    }

    /**
     * The numbers that stand for a tenure.
     *
     * @throws FencedException if the database does not know the shard any more
     */
    Owner owner(Connection connection, Tenure tenure) throws SQLException {
        Integer number = number(connection, tenure.shard());
        Integer slot = number == null ? null : slot(connection, tenure, number);
        if (number == null || slot == null) {
            throw new FencedException("the store does not know shard " + tenure.shard() + " any more: was it emptied?");
        }
        return new Owner(tenure, number, slot);
    }

    private @Nullable Integer slot(Connection connection, Tenure tenure, int shard) throws SQLException {
        if (tenure.scope() == Scope.SHARD) {
            return shard;
        }
        Integer processor = processors.number(connection, tenure.shard().processor());
        return processor == null ? null : Integer.valueOf(-processor);
    }

    /** The number under which a tenure's ids are unique, or null if the database does not know it. */
    @Nullable Integer slot(Connection connection, Tenure tenure) throws SQLException {
        Integer number = number(connection, tenure.shard());
        return number == null ? null : slot(connection, tenure, number);
    }

    /** The number of a shard, or null if it was never acquired. */
    @Nullable Integer number(Connection connection, Shard shard) throws SQLException {
        Integer known = numbers.get(shard);
        if (known != null) {
            return known;
        }
        Integer found = find(connection, shard);
        if (found != null) {
            numbers.put(shard, found);
        }
        return found;
    }

    /** The same, as the database has it now. */
    @Nullable Integer find(Connection connection, Shard shard) throws SQLException {
        Integer processor = processors.find(connection, shard.processor());
        if (processor == null) {
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement(byName)) {
            bindName(statement, 1, processor, shard);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Integer.valueOf(rows.getInt(1)) : null;
            }
        }
    }

    /** Writes the checkpoint if the tenure may. The last statement of its transaction. */
    void checkpoint(Connection connection, Owner owner, Checkpoint checkpoint, String operation) throws SQLException {
        checkpoint(connection, owner, checkpoint, operation, true);
    }

    /** The same, but for the watermark where it does not advance. */
    void checkpoint(Connection connection, Owner owner, Checkpoint checkpoint, String operation, boolean advances)
            throws SQLException {
        Tenure tenure = owner.tenure();
        try (PreparedStatement statement = connection.prepareStatement(advances ? this.checkpoint : hold)) {
            statement.setLong(1, checkpoint.sequence());
            statement.setBytes(2, PendingCodec.encode(checkpoint.pending()));
            int next = 3;
            if (advances) {
                statement.setLong(next++, checkpoint.watermark());
                statement.setInt(next++, checkpoint.leaderEpoch());
            }
            statement.setInt(next++, owner.shard());
            statement.setLong(next++, tenure.epoch());
            statement.setLong(next++, tenure.nonce());
            statement.setLong(next++, checkpoint.sequence());
            statement.setLong(next, checkpoint.acknowledged());
            if (statement.executeUpdate() != 1) {
                throw new FencedException(operation + " on " + tenure.shard() + " under epoch " + tenure.epoch()
                        + " was refused: a newer tenure or a later write came first, or the store went back below watermark "
                        + checkpoint.acknowledged());
            }
        }
    }

    /** Checks that the tenure is the present one, and keeps it so until the commit. The last statement of its transaction. */
    void check(Connection connection, Owner owner, String operation) throws SQLException {
        Tenure tenure = owner.tenure();
        try (PreparedStatement statement = connection.prepareStatement(check)) {
            statement.setInt(1, owner.shard());
            statement.setLong(2, tenure.epoch());
            statement.setLong(3, tenure.nonce());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new FencedException(operation + " on " + tenure.shard() + " under epoch " + tenure.epoch()
                            + " was refused: a newer tenure owns the shard");
                }
            }
        }
    }

    private static void bindName(PreparedStatement statement, int from, int processor, Shard shard)
            throws SQLException {
        statement.setInt(from, processor);
        statement.setString(from + 1, shard.topicId().toString());
        statement.setInt(from + 2, shard.partition());
    }
}
