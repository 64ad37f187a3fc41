package io.eos.store.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.KeyspaceMetadata;
import com.datastax.driver.core.Row;
import com.datastax.driver.core.Session;
import io.eos.api.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables: checked when a store is opened, and made from the checked-in file if that is asked for. The keyspace is never made: how often data is copied is for an operator to decide. */
final class Schema {
    /** What this release reads and writes. */
    static final int VERSION = 1;

    static final String FILE = "eos-schema.cql";

    private static final Pattern CREATE = Pattern.compile("^CREATE TABLE IF NOT EXISTS (\\S+)");

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
        Row row = session.execute("SELECT version FROM " + tables.schemaVersion() + " WHERE id = 1")
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

    /**
     * With an id that depends on the names alone: nodes that make the same table at once, through two nodes of Cassandra that do not know of each other's
     * yet, make one table and not two, of which one would be dropped with what it holds.
     */
    private String withId(String cql) {
        Matcher create = CREATE.matcher(cql);
        if (!create.find()) {
            return cql;
        }
        String id = " WITH id = " + UUID.nameUUIDFromBytes(create.group(1).getBytes(StandardCharsets.UTF_8));
        return cql.contains(") WITH ") ? cql.replace(") WITH ", ')' + id + " AND ") : cql + id;
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
                    .map(this::withId)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }
}
