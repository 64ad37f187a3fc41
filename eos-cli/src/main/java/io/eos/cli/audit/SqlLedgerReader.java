package io.eos.cli.audit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads two tables, entries and balances, with plain SQL. Not thread-safe. */
public final class SqlLedgerReader implements LedgerReader {
    private static final int IDS_PER_QUERY = 500;

    private final Connection connection;
    private final String entries;
    private final String balances;

    /** Connects. */
    public SqlLedgerReader(String jdbcUrl, String entries, String balances) {
        this.entries = entries;
        this.balances = balances;
        try {
            connection = DriverManager.getConnection(jdbcUrl);
        } catch (SQLException e) {
            throw new UnreadableLedgerException(entries, e);
        }
    }

    @Override
    public List<Effect> effects() {
        List<Effect> effects = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT payment_id, account, cents, worker, source_partition, source_offset FROM " + entries)) {
            while (rows.next()) {
                effects.add(new Effect(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getString(4),
                        rows.getInt(5),
                        rows.getLong(6)));
            }
            return effects;
        } catch (SQLException e) {
            throw new UnreadableLedgerException(entries, e);
        }
    }

    @Override
    public Map<String, Long> balances() {
        Map<String, Long> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT account, cents FROM " + balances)) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getLong(2));
            }
            return found;
        } catch (SQLException e) {
            throw new UnreadableLedgerException(balances, e);
        }
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        Set<String> found = new HashSet<>();
        List<String> all = List.copyOf(ids);
        try {
            for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
                find(all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY)), found);
            }
            return found;
        } catch (SQLException e) {
            throw new UnreadableLedgerException(entries, e);
        }
    }

    private void find(List<String> ids, Set<String> found) throws SQLException {
        String marks = "?" + ", ?".repeat(ids.size() - 1);
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT payment_id FROM " + entries + " WHERE payment_id IN (" + marks + ")")) {
            for (int i = 0; i < ids.size(); i++) {
                statement.setString(i + 1, ids.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new UnreadableLedgerException(entries, e);
        }
    }
}
