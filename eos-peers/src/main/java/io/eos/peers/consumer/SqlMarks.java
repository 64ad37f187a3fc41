package io.eos.peers.consumer;

import com.zaxxer.hikari.HikariDataSource;
import io.eos.cli.chaos.peer.PeerTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;

/** A table of ids with its primary key: a {@code SELECT}, then an {@code INSERT}. */
final class SqlMarks implements Marks {
    private static final String DUPLICATE = "23505";

    private final HikariDataSource source;
    private final String table;
    private final String group;

    SqlMarks(PeerTask task) {
        source = SqlConnections.open(task);
        table = task.prefix() + "plain";
        group = task.group();
        SqlConnections.create(
                source, table, "consumer VARCHAR(100) NOT NULL, id VARCHAR(100) NOT NULL, PRIMARY KEY (consumer, id)");
    }

    @Override
    public boolean has(String id) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement look =
                        connection.prepareStatement("SELECT 1 FROM " + table + " WHERE consumer = ? AND id = ?")) {
            look.setString(1, group);
            look.setString(2, id);
            try (ResultSet row = look.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public void add(String id) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + table + " (consumer, id) VALUES (?, ?)")) {
            insert.setString(1, group);
            insert.setString(2, id);
            insert.executeUpdate();
        } catch (SQLIntegrityConstraintViolationException e) {
            // Somebody else was faster.
        } catch (SQLException e) {
            if (!DUPLICATE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
