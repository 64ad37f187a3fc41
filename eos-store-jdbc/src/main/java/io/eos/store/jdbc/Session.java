package io.eos.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A borrowed connection, in the mode that is wanted: rolls back on close unless the transaction ended, and gives the connection back as it
 * was. Not thread-safe.
 */
final class Session implements AutoCloseable {
    private final Connection connection;
    private final boolean restore;
    private final boolean autoCommit;
    private boolean ended;

    private Session(Connection connection, boolean restore, boolean autoCommit) {
        this.connection = connection;
        this.restore = restore;
        this.autoCommit = autoCommit;
    }

    static Session open(DataSource source, boolean autoCommit) throws SQLException {
        Connection connection = source.getConnection();
        try {
            boolean before = connection.getAutoCommit();
            if (before != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
            return new Session(connection, before != autoCommit, autoCommit);
        } catch (SQLException | RuntimeException e) {
            quietly(connection::close);
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    void commit() throws SQLException {
        ended = true;
        connection.commit();
    }

    /** Ends a transaction that changed nothing. */
    void end() throws SQLException {
        if (!autoCommit) {
            commit();
        }
    }

    void rollback() throws SQLException {
        ended = true;
        connection.rollback();
    }

    @Override
    public void close() {
        if (!ended && !autoCommit) {
            quietly(connection::rollback);
        }
        if (restore) {
            quietly(() -> connection.setAutoCommit(!autoCommit));
        }
        quietly(connection::close);
    }

    private interface Step {
        void run() throws SQLException;
    }

    // What a broken connection says while it is given back is of no use: what broke it was thrown already.
    private static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            // The server undoes a transaction whose connection is gone.
        }
    }
}
