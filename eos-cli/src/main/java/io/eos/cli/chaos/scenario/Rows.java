package io.eos.cli.chaos.scenario;

import io.eos.api.Bytes;
import io.eos.cli.chaos.trial.TrialPlan;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.ledger.StorageSystem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Somebody else's connection to the database that holds the results. Not thread-safe. */
final class Rows implements AutoCloseable {
    private static final String RESULTS = TrialPlan.PREFIX + "result";
    private static final String SHARDS = TrialPlan.PREFIX + "shard";

    private final Connection connection;

    private Rows(Connection connection) {
        this.connection = connection;
    }

    static Rows open(String address) {
        return new Rows(get(() -> DriverManager.getConnection(address)));
    }

    static boolean isSql(StorageSystem system) {
        return system == StorageSystem.H2 || system == StorageSystem.POSTGRESQL || system == StorageSystem.MARIADB;
    }

    /** Something that a database is asked. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T get(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new DemoFailedException("the database refuses: " + e, e);
        }
    }

    /** A statement; the first number of its answer, or 0. */
    long run(String sql) {
        return get(() -> {
            try (Statement statement = connection.createStatement()) {
                if (!statement.execute(sql)) {
                    return 0L;
                }
                try (ResultSet answer = statement.getResultSet()) {
                    return answer.next() && answer.getObject(1) instanceof Number number ? number.longValue() : 0L;
                }
            }
        });
    }

    /** Begins a transaction that locks the rows of all shards. */
    void lockShards() {
        get(() -> {
            connection.setAutoCommit(false);
            return run("SELECT epoch FROM " + SHARDS + " FOR UPDATE");
        });
    }

    /** And goes on to lock the results, until the database has decided who of those that wait for each other gives way. */
    void lockResults() {
        get(() -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("LOCK TABLE " + RESULTS + " IN SHARE MODE");
            } catch (SQLException e) {
                // It was this one.
                return false;
            }
        });
    }

    void rollback() {
        get(() -> {
            connection.rollback();
            connection.setAutoCommit(true);
            return true;
        });
    }

    /** A stored result. */
    record Stored(int slot, Bytes id, Bytes body) {
        Stored with(byte[] other) {
            return new Stored(slot, id, Bytes.wrap(other));
        }
    }

    List<Stored> results() {
        return get(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT slot, id, body FROM " + RESULTS + " WHERE body IS NOT NULL")) {
                List<Stored> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(new Stored(rows.getInt(1), Bytes.wrap(rows.getBytes(2)), Bytes.wrap(rows.getBytes(3))));
                }
                return all;
            }
        });
    }

    void store(List<Stored> results) {
        get(() -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE " + RESULTS + " SET body = ? WHERE slot = ? AND id = ?")) {
                for (Stored result : results) {
                    update.setBytes(1, result.body().toArray());
                    update.setInt(2, result.slot());
                    update.setBytes(3, result.id().toArray());
                    update.addBatch();
                }
                return update.executeBatch().length;
            }
        });
    }

    @Override
    public void close() {
        get(() -> {
            connection.close();
            return true;
        });
    }
}
