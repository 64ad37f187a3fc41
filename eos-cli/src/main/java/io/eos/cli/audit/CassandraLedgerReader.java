package io.eos.cli.audit;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.exceptions.DriverException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a table of entries, partitioned by account, with plain CQL; a balance is the sum of an account's entries. Not thread-safe. */
public final class CassandraLedgerReader implements LedgerReader {
    private final Cluster cluster;
    private final Session session;
    private final String entries;

    /**
     * Connects.
     *
     * @param cluster not connected yet; closed with this reader
     * @param entries the table, with its keyspace
     */
    public CassandraLedgerReader(Cluster cluster, String entries) {
        this.cluster = cluster;
        this.entries = entries;
        try {
            session = cluster.connect();
        } catch (DriverException e) {
            cluster.close();
            throw new UnreadableLedgerException(entries, e);
        }
    }

    @Override
    public List<Effect> effects() {
        List<Effect> effects = new ArrayList<>();
        for (Row row : rows("payment_id, account, cents, worker, source_partition, source_offset")) {
            effects.add(new Effect(
                    row.getString(0),
                    row.getString(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getLong(5)));
        }
        return effects;
    }

    @Override
    public Map<String, Long> balances() {
        Map<String, Long> found = new HashMap<>();
        for (Row row : rows("account, cents")) {
            found.merge(row.getString(0), row.getLong(1), Long::sum);
        }
        return found;
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        Set<String> found = new HashSet<>();
        for (Row row : rows("payment_id")) {
            found.add(row.getString(0));
        }
        found.retainAll(Set.copyOf(ids));
        return found;
    }

    private List<Row> rows(String columns) {
        try {
            return session.execute("SELECT " + columns + " FROM " + entries).all();
        } catch (DriverException e) {
            throw new UnreadableLedgerException(entries, e);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
