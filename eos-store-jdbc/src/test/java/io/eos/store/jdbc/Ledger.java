package io.eos.store.jdbc;

import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.TransactionalFixture;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database with a ledger without keys, that a handler writes to, and stores on it. */
final class Ledger implements TransactionalFixture<Connection> {
    private final String url;

    /** The ledger is made if it is not there. */
    Ledger(String url) {
        this.url = url;
        execute("CREATE TABLE IF NOT EXISTS ledger (name VARCHAR(200), line VARCHAR(600))");
    }

    String url() {
        return url;
    }

    @Override
    public TransactionalResultStore<Connection> open() {
        return open(Map.of("create-schema", "true", "pool-size", "4"), "eos_");
    }

    TransactionalResultStore<Connection> open(Map<String, String> settings, String prefix) {
        StoreConfig config = new StoreConfig(io.eos.api.StoreAddress.parse(url), settings, prefix);
        return (JdbcResultStore) new JdbcResultStoreProvider().open(config);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void append(Connection connection, String ledger, String line) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO ledger VALUES (?, ?)")) {
            statement.setString(1, ledger);
            statement.setString(2, line);
            statement.executeUpdate();
        }
    }

    @Override
    public List<String> lines(String ledger) {
        List<String> lines = new ArrayList<>();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("SELECT line FROM ledger WHERE name = ?")) {
            statement.setString(1, ledger);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return lines;
    }
}
