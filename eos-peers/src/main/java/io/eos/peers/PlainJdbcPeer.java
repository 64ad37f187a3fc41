package io.eos.peers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A {@code SELECT}, then an {@code INSERT}, for each id; a commit for each, or for all of a batch. */
final class PlainJdbcPeer implements Peer {
    private final Connection connection;
    private final PreparedStatement look;
    private final PreparedStatement insert;
    private final boolean together;

    PlainJdbcPeer(String url, String prefix, boolean together) throws SQLException {
        this.together = together;
        connection = DriverManager.getConnection(url);
        String table = prefix + "done";
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (id VARCHAR(100) NOT NULL PRIMARY KEY)");
        }
        connection.setAutoCommit(false);
        look = connection.prepareStatement("SELECT 1 FROM " + table + " WHERE id = ?");
        insert = connection.prepareStatement("INSERT INTO " + table + " (id) VALUES (?)");
    }

    @Override
    public int markNew(List<String> ids) throws SQLException {
        int fresh = 0;
        for (String id : ids) {
            if (!known(id)) {
                insert.setString(1, id);
                fresh += insert.executeUpdate();
            }
            if (!together) {
                connection.commit();
            }
        }
        if (together) {
            connection.commit();
        }
        return fresh;
    }

    private boolean known(String id) throws SQLException {
        look.setString(1, id);
        try (ResultSet row = look.executeQuery()) {
            return row.next();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the connection could not be closed", e);
        }
    }
}
