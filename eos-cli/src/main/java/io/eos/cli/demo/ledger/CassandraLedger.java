package io.eos.cli.demo.ledger;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.QueryOptions;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.exceptions.DriverException;
import io.eos.cli.audit.CassandraLedgerReader;
import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import java.net.URI;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A table of entries, partitioned by account, whose balance is the sum of them. An entry has a key: a random one makes another entry of each
 * call, an idempotency key makes one entry of all calls that have it. Thread-safe.
 */
public final class CassandraLedger implements Ledger {
    private final URI address;
    private final String name;
    private final Cluster cluster;
    private final Session session;
    private @Nullable PreparedStatement insert;

    CassandraLedger(String address, String name) {
        this.address = URI.create(address);
        this.name = name;
        this.cluster = cluster(this.address);
        try {
            session = cluster.connect();
        } catch (DriverException e) {
            cluster.close();
            throw new LedgerException(name, e);
        }
    }

    /** One contact point of {@code HOST[,HOST…]:PORT} is enough: it tells the others. */
    private static Cluster cluster(URI address) {
        String hosts = address.getAuthority();
        return Cluster.builder()
                .addContactPoint(hosts.split("[,:]", 2)[0])
                .withPort(Integer.parseInt(hosts.substring(hosts.lastIndexOf(':') + 1)))
                .withQueryOptions(new QueryOptions().setConsistencyLevel(ConsistencyLevel.QUORUM))
                .withoutMetrics()
                .build();
    }

    @Override
    public void create(Collection<String> accounts) {
        try {
            session.execute("CREATE TABLE " + table() + " (account text, entry text, payment_id text, cents bigint,"
                    + " worker text, source_partition int, source_offset bigint, PRIMARY KEY (account, entry))");
        } catch (DriverException e) {
            throw new LedgerException(name, e);
        }
    }

    @Override
    public void enter(Effect entry) {
        enter(entry, UUID.randomUUID().toString());
    }

    /** Makes an entry under a key, in the place of the one that has this key already. */
    public void enter(Effect entry, String key) {
        try {
            session.execute(insert().bind(
                            entry.account(),
                            key,
                            entry.id(),
                            entry.cents(),
                            entry.worker(),
                            entry.partition(),
                            entry.offset()));
        } catch (DriverException e) {
            throw new LedgerException(name, e);
        }
    }

    private synchronized PreparedStatement insert() {
        PreparedStatement prepared = insert;
        if (prepared == null) {
            prepared = session.prepare("INSERT INTO " + table() + " (account, entry, payment_id, cents, worker,"
                    + " source_partition, source_offset) VALUES (?, ?, ?, ?, ?, ?, ?)");
            insert = prepared;
        }
        return prepared;
    }

    private String table() {
        return address.getPath().substring(1) + "." + name;
    }

    @Override
    public LedgerReader reader() {
        return new CassandraLedgerReader(cluster(address), table());
    }

    @Override
    public void close() {
        cluster.close();
    }
}
