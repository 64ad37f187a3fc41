package io.eos.store.jdbc;

import io.eos.api.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The result table as the rest of this package uses it. Sorts every batch by id, since concurrent batches in different orders deadlock,
 * and splits one that is too large for a single statement. Thread-safe; works within the caller's transaction.
 */
final class Rows {
    /** How many tokens a number of the sequence stands for. */
    static final int TOKENS = 1000;

    private static final int MAX_STATEMENT_BYTES = 4 << 20;

    private final SqlDialect dialect;

    Rows(SqlDialect dialect) {
        this.dialect = dialect;
    }

    /** Inserts what is absent, and says how many rows that were. */
    int insertAbsent(Connection connection, int slot, List<RowWrite> rows) throws SQLException {
        int inserted = 0;
        for (List<RowWrite> part : statements(rows, row -> row)) {
            inserted += dialect.insertAbsent(connection, slot, part);
        }
        return inserted;
    }

    /** Applies changes to rows that were read in this transaction, all of them or none. */
    void update(Connection connection, int slot, List<RowChange> changes) throws SQLException {
        int applied = 0;
        for (List<RowChange> part : statements(changes, RowChange::to)) {
            applied += dialect.update(connection, slot, part);
        }
        if (applied != changes.size()) {
            throw new LostRaceException(applied + " of " + changes.size() + " rows were as they had been read");
        }
    }

    private static <T> List<List<T>> statements(List<T> batch, Function<T, RowWrite> row) {
        List<T> sorted = new ArrayList<>(batch);
        sorted.sort(Comparator.comparing(one -> row.apply(one).id()));
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        while (from < sorted.size()) {
            int to = from + 1;
            long weight = row.apply(sorted.get(from)).weight();
            while (to < sorted.size() && (weight += row.apply(sorted.get(to)).weight()) <= MAX_STATEMENT_BYTES) {
                to++;
            }
            parts.add(sorted.subList(from, to));
            from = to;
        }
        return parts;
    }

    /** The rows that are there, by id. */
    Map<MessageId, Row> find(Connection connection, int slot, List<MessageId> ids) throws SQLException {
        return read(connection, slot, ids, false);
    }

    /** The same, to be changed in this transaction. */
    Map<MessageId, Row> forUpdate(Connection connection, int slot, List<MessageId> ids) throws SQLException {
        return read(connection, slot, ids, true);
    }

    private Map<MessageId, Row> read(Connection connection, int slot, List<MessageId> ids, boolean lock)
            throws SQLException {
        Map<MessageId, Row> rows = new HashMap<>();
        if (ids.isEmpty()) {
            return rows;
        }
        try (PreparedStatement statement =
                        dialect.read(connection, slot, ids.stream().sorted().toList(), lock);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                Row row = Row.read(found);
                rows.put(row.id(), row);
            }
        }
        return rows;
    }

    /** The first of {@link #TOKENS} tokens that nobody else gets, greater than all that were drawn before. */
    long drawTokens(Connection connection) throws SQLException {
        return number(connection, dialect.nextToken());
    }

    /** The database's clock in microseconds. */
    long now(Connection connection) throws SQLException {
        return number(connection, "SELECT " + dialect.clock());
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new SQLException("no row from " + query);
            }
            return rows.getLong(1);
        }
    }
}
