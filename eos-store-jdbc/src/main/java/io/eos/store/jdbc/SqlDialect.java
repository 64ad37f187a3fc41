package io.eos.store.jdbc;

import io.eos.api.MessageId;
import io.eos.spi.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What differs between databases: how a batch is sent, which clock advances, how a limit is written, what an error means. Thread-safe;
 * one per store, with the names of its tables.
 */
abstract class SqlDialect {
    private final Tables tables;

    SqlDialect(Tables tables) {
        this.tables = tables;
    }

    final Tables tables() {
        return tables;
    }

    /** An expression: microseconds since 1970, later in a later statement where the database can. */
    abstract String clock();

    /** A query for the next number of the token sequence. */
    abstract String nextToken();

    /**
     * Inserts those rows whose ids are absent, waiting for concurrent transactions that insert the same ones.
     *
     * @return how many were inserted
     */
    abstract int insertAbsent(Connection connection, int slot, List<RowWrite> rows) throws SQLException;

    /**
     * Applies each change whose row is still as it was read. A database that locked the rows when it read them need not compare.
     *
     * @return how many were applied
     */
    abstract int update(Connection connection, int slot, List<RowChange> changes) throws SQLException;

    /**
     * A prepared query for {@link Row#COLUMNS} and the clock, of the ids that are there.
     *
     * @param lock whether to lock the rows in the order of ids, where the database can do that in the same statement
     */
    abstract PreparedStatement read(Connection connection, int slot, List<MessageId> ids, boolean lock)
            throws SQLException;

    /**
     * A statement that deletes rows of a shard, with the parameters shard, latest change, offset that bounds sources, latest lease, limit.
     */
    abstract String deleteOld();

    /** What an error means. Looks at this error alone, not at its causes. */
    final SqlFault fault(SQLException error) {
        if (isVictim(error)) {
            return SqlFault.VICTIM;
        }
        if (isUnavailable(error)) {
            return SqlFault.UNAVAILABLE;
        }
        if (isDuplicate(error)) {
            return SqlFault.DUPLICATE;
        }
        return isRejected(error) ? SqlFault.REJECTED : SqlFault.OTHER;
    }

    abstract boolean isVictim(SQLException error);

    abstract boolean isUnavailable(SQLException error);

    abstract boolean isDuplicate(SQLException error);

    /** Of an error that is none of the others; by the standard's classes of data exceptions and constraint violations. */
    boolean isRejected(SQLException error) {
        String sqlClass = SqlErrors.sqlClass(error.getSQLState());
        return sqlClass.equals("22") || sqlClass.equals("23");
    }

    /** Looks for settings that break the guarantee. */
    abstract List<Finding> preflight(Connection connection) throws SQLException;

    /** Whether a single query runs without a transaction of its own, which spares a round trip. */
    abstract boolean readsInAutoCommit();

    /** Whether the database ends a transaction when something is created, altered or dropped. */
    boolean definitionsCommit() {
        return true;
    }

    /**
     * Begins a transaction in which foreign code runs, and limits how long it may idle, where the server can.
     *
     * @return a mark of this transaction that the foreign code does not know
     */
    abstract String beginWork(Connection connection, Duration idle) throws SQLException;

    /** Whether the server ends a transaction that idles for longer than {@link #beginWork} was told. */
    boolean limitsIdling() {
        return true;
    }

    /** Fails unless the transaction of the mark is still the present one, and the database goes on with it. */
    abstract void endWork(Connection connection, String mark) throws SQLException;

    /** A name that no handler guesses. */
    static String newSavepoint() {
        return "eos_" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
