package io.eos.store.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.KeyspaceMetadata;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.SimpleStatement;
import io.eos.api.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tables: checked when a store is opened, and made from the checked-in file if that is asked for. The keyspace is never made: how often data is copied is for an operator to decide. */
final class Schema {
    /** What this release reads and writes. */
    static final int VERSION = 1;

    static final String FILE = "eos-schema.cql";

    private final Session session;
    private final Tables tables;
    private final CassandraStoreConfig config;

    Schema(Session session, Tables tables, CassandraStoreConfig config) {
        this.session = session;
        this.tables = tables;
        this.config = config;
    }

    /**
     * The keyspace of a store.
     *
     * @throws InvalidConfigurationException if there is none
     */
    static KeyspaceMetadata keyspace(Cluster cluster, CassandraStoreConfig config) {
        String name = config.address().keyspace();
        KeyspaceMetadata keyspace = cluster.getMetadata().getKeyspace('"' + name + '"');
        if (keyspace == null) {
            throw new InvalidConfigurationException("there is no keyspace " + name + " at " + config.shown()
                    + "; make it with as many replicas as you need, as in: CREATE KEYSPACE \"" + name
                    + "\" WITH replication = {'class': 'NetworkTopologyStrategy', '"
                    + config.address().dataCentre() + "': 3}");
        }
        return keyspace;
    }

    /**
     * Makes sure that the tables are there and of this release's version.
     *
     * @throws InvalidConfigurationException if not
     */
    void ensure(KeyspaceMetadata keyspace) {
        Integer version = keyspace.getTable(tables.quoted("schema_version")) == null ? null : version();
        if (version != null) {
            check(version);
        } else if (config.createSchema()) {
            statements().forEach(session::execute);
        } else {
            throw new InvalidConfigurationException("there are no tables " + tables.prefix() + "* at " + config.shown()
                    + "; run " + FILE + " (in the jar of eos-store-cassandra) in the keyspace with the prefix '"
                    + tables.prefix() + "', or set create-schema=true");
        }
    }

    private @Nullable Integer version() {
        Row row = session.execute(new SimpleStatement("SELECT version FROM " + tables.schemaVersion() + " WHERE id = 1")
                        .setConsistencyLevel(ConsistencyLevel.QUORUM))
                .one();
        return row == null || row.isNull("version") ? null : Integer.valueOf(row.getInt("version"));
    }

    private void check(int version) {
        String found = "the tables " + tables.prefix() + "* at " + config.shown() + " have version " + version;
        if (version < VERSION) {
            throw new InvalidConfigurationException(found + " but this release of eos needs version " + VERSION
                    + ", as in " + FILE + "; alter them, then update " + tables.schemaVersion());
        }
        if (version > VERSION) {
            throw new InvalidConfigurationException(found + " but this release of eos knows version " + VERSION
                    + "; they were made by a newer release");
        }
    }

    private List<String> statements() {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(FILE), FILE)) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String withoutComments = script.replaceAll("(?m)^--.*$", "");
            return Arrays.stream(withoutComments
                            .replace("\"eos_", '"' + tables.keyspace() + "\".\"" + tables.prefix())
                            .split(";"))
                    .map(String::strip)
                    .filter(cql -> !cql.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }
}
