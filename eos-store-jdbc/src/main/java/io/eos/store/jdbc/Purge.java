package io.eos.store.jdbc;

import io.eos.spi.PurgeRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes what is older than the retention, a shard at a time, each in a transaction of its own. Thread-safe.
 *
 * <p>Results at or above their shard's watermark stay: it is read first, and read again under the row's lock after the deletion, which is rolled
 * back if the watermark was lowered in between.
 */
final class Purge {
    private final SqlDialect dialect;
    private final Processors processors;
    private final Rows rows;
    private final Transactions transactions;
    private final String shards;
    private final String watermark;

    Purge(SqlDialect dialect, Processors processors, Rows rows, Transactions transactions) {
        this.dialect = dialect;
        this.processors = processors;
        this.rows = rows;
        this.transactions = transactions;
        shards = "SELECT number FROM " + dialect.tables().shard() + " WHERE processor = ? ORDER BY number";
        watermark = "SELECT watermark FROM " + dialect.tables().shard() + " WHERE number = ?";
    }

    long purge(PurgeRequest request) {
        long removed = 0;
        for (int shard : transactions.read("a purge", connection -> shards(connection, request.processor()))) {
            if (removed < request.limit()) {
                int limit = request.limit() - (int) removed;
                removed += transactions.write(
                        "a purge", connection -> purge(connection, shard, request.retention(), limit));
            }
        }
        return removed;
    }

    private List<Integer> shards(Connection connection, String processor) throws SQLException {
        Integer number = processors.find(connection, processor);
        List<Integer> numbers = new ArrayList<>();
        if (number == null) {
            return numbers;
        }
        try (PreparedStatement statement = connection.prepareStatement(shards)) {
            statement.setInt(1, number);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    numbers.add(found.getInt(1));
                }
            }
        }
        return numbers;
    }

    private int purge(Connection connection, int shard, Duration retention, int limit) throws SQLException {
        long before = rows.now(connection) - Math.max(1, retention.toMillis()) * 1000;
        long limitOffset = watermark(connection, shard, "");
        int deleted;
        try (PreparedStatement statement = connection.prepareStatement(dialect.deleteOld())) {
            statement.setInt(1, shard);
            statement.setLong(2, before);
            statement.setLong(3, limitOffset);
            statement.setLong(4, before);
            statement.setInt(5, limit);
            deleted = statement.executeUpdate();
        }
        if (watermark(connection, shard, " FOR UPDATE") < limitOffset) {
            throw new LostRaceException("the watermark was lowered during a purge");
        }
        return deleted;
    }

    /** Where results that must stay begin. Never below 0, where what has no offset is. */
    private long watermark(Connection connection, int shard, String lock) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(watermark + lock)) {
            statement.setInt(1, shard);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Math.max(0, found.getLong(1)) : 0;
            }
        }
    }
}
