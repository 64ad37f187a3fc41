package io.eos.cli.audit;

import java.sql.Connection;
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

/** Reads the ledger and the balances with plain SQL, on a connection of its own. Not thread-safe. */
public final class LedgerReader {
    private static final int IDS_PER_QUERY = 500;

    private final Connection connection;
    private final String ledger;
    private final String balances;

    /** A reader of two tables. */
    public LedgerReader(Connection connection, String ledger, String balances) {
        this.connection = connection;
        this.ledger = ledger;
        this.balances = balances;
    }

    /** All rows of the ledger. */
    public List<Effect> effects() throws SQLException {
        List<Effect> effects = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT payment_id, account, cents, worker, source_partition, source_offset FROM " + ledger)) {
            while (rows.next()) {
                effects.add(new Effect(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getString(4),
                        rows.getInt(5),
                        rows.getLong(6)));
            }
        }
        return effects;
    }

    /** The balance of each account. */
    public Map<String, Long> balances() throws SQLException {
        Map<String, Long> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT account, cents FROM " + balances)) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getLong(2));
            }
        }
        return found;
    }

    /** Which of these payments have a committed row. */
    public Set<String> present(Collection<String> ids) throws SQLException {
        Set<String> found = new HashSet<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
            List<String> some = all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY));
            String marks = "?" + ", ?".repeat(some.size() - 1);
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT payment_id FROM " + ledger + " WHERE payment_id IN (" + marks + ")")) {
                for (int i = 0; i < some.size(); i++) {
                    statement.setString(i + 1, some.get(i));
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
        }
        return found;
    }
}
