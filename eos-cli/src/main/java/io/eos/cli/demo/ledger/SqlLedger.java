package io.eos.cli.demo.ledger;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import io.eos.cli.audit.SqlLedgerReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;

/** Two tables: entries without a unique key, and balances. Not thread-safe. */
public final class SqlLedger implements Ledger {
    private final String url;
    private final String name;
    private final Connection connection;

    SqlLedger(String url, String name) {
        this.url = url;
        this.name = name;
        try {
            connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new LedgerException(name, e);
        }
    }

    @Override
    public void create(Collection<String> accounts) {
        try {
            createTables();
            fill(accounts);
            connection.commit();
        } catch (SQLException e) {
            throw new LedgerException(name, e);
        }
    }

    private void createTables() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + name
                    + " (payment_id VARCHAR(64) NOT NULL, account VARCHAR(64) NOT NULL, cents BIGINT NOT NULL,"
                    + " worker VARCHAR(64) NOT NULL, source_partition INT NOT NULL, source_offset BIGINT NOT NULL)");
            statement.execute("CREATE INDEX " + name + "_payment ON " + name + " (payment_id)");
            statement.execute("CREATE TABLE " + balances(name)
                    + " (account VARCHAR(64) NOT NULL PRIMARY KEY, cents BIGINT NOT NULL)");
        }
    }

    private void fill(Collection<String> accounts) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + balances(name) + " (account, cents) VALUES (?, 0)")) {
            for (String account : accounts) {
                insert.setString(1, account);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public void enter(Effect entry) {
        try {
            enter(connection, name, entry);
            connection.commit();
        } catch (SQLException e) {
            throw new LedgerException(name, e);
        }
    }

    /** Makes an entry in a transaction that the caller commits. */
    public static void enter(Connection connection, String name, Effect entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + name
                + " (payment_id, account, cents, worker, source_partition, source_offset) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, entry.id());
            insert.setString(2, entry.account());
            insert.setLong(3, entry.cents());
            insert.setString(4, entry.worker());
            insert.setInt(5, entry.partition());
            insert.setLong(6, entry.offset());
            insert.executeUpdate();
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + balances(name) + " SET cents = cents + ? WHERE account = ?")) {
            update.setLong(1, entry.cents());
            update.setString(2, entry.account());
            update.executeUpdate();
        }
    }

    private static String balances(String name) {
        return name + "_balances";
    }

    @Override
    public LedgerReader reader() {
        return new SqlLedgerReader(url, name, balances(name));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new LedgerException(name, e);
        }
    }
}
