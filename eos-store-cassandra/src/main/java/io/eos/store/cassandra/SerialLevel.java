package io.eos.store.cassandra;

import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.KeyspaceMetadata;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.SimpleStatement;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;
import io.eos.store.cassandra.CassandraStoreConfig.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all nodes on one serial level, and with {@code local-serial} in one data centre: two quorums that need not meet would both decide. The first node writes down
 * its own, those that come later are refused with another. Stateless but for its session; thread-safe.
 */
final class SerialLevel {
    private static final String NAME = "serial-consistency";

    private final Session session;
    private final Tables tables;
    private final CassandraStoreConfig config;

    SerialLevel(Session session, Tables tables, CassandraStoreConfig config) {
        this.session = session;
        this.tables = tables;
        this.config = config;
    }

    /**
     * Compares, or writes it down.
     *
     * @throws InvalidConfigurationException if the tables are used at another level, or in another data centre
     */
    void ensure(KeyspaceMetadata keyspace) {
        String own = own(config);
        String stored = read();
        if (stored == null) {
            // Whatever our own level: this alone is decided by all data centres.
            boolean first = session.execute(new SimpleStatement(
                                    "INSERT INTO " + tables.setting() + " (name, value) VALUES (?, ?) IF NOT EXISTS",
                                    NAME,
                                    own)
                            .setConsistencyLevel(ConsistencyLevel.QUORUM)
                            .setSerialConsistencyLevel(ConsistencyLevel.SERIAL))
                    .wasApplied();
            stored = first ? own : read(ConsistencyLevel.SERIAL);
        }
        if (stored == null) {
            throw new StoreUnavailableException("the serial level of the tables " + tables.prefix() + "* in "
                    + keyspace.getName() + " vanished while it was read");
        }
        check(stored, own, tables.prefix() + "* at " + config.shown());
    }

    static String own(CassandraStoreConfig config) {
        return config.serial() == Serial.SERIAL
                ? "serial"
                : "local-serial in " + config.address().dataCentre();
    }

    static void check(String stored, String own, String where) {
        if (!stored.equals(own)) {
            throw new InvalidConfigurationException(
                    "the tables " + where + " are used with serial-consistency " + stored
                            + " but this node has " + own
                            + ": two owners of a shard could not see each other. To change it, stop all"
                            + " nodes, repair the keyspace, and delete the row '" + NAME + "' of the settings' table");
        }
    }

    private @Nullable String read() {
        return read(Clusters.serial(config));
    }

    private @Nullable String read(ConsistencyLevel level) {
        Row row = session.execute(new SimpleStatement("SELECT value FROM " + tables.setting() + " WHERE name = ?", NAME)
                        .setConsistencyLevel(level))
                .one();
        return row == null ? null : row.getString("value");
    }
}
