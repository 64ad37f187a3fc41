package io.eos.store.jdbc;

import io.eos.api.InvalidConfigurationException;
import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens a store on a {@link DataSource} of the application's, in place of a pool of the store's own.
 *
 * <pre>{@code
 * TransactionalResultStore<Connection> store = JdbcStores.on(dataSource).schema("eos").open();
 * }</pre>
 *
 * <p>The data source must give connections to H2, PostgreSQL or MariaDB, several at a time (a {@code transact} handler holds one while it
 * runs, and never waits for another with it), preferably at READ COMMITTED; closing the store does not close it. With H2 its URL must set
 * {@code WRITE_DELAY=0}; the preflight check refuses another value.
 *
 * <p>A builder; not thread-safe.
 */
public final class JdbcStores {
    private final DataSource source;
    private Optional<String> schema = Optional.empty();
    private String prefix = StoreConfig.DEFAULT_PREFIX;
    private @Nullable Boolean createSchema;
    private Duration idleTimeout = JdbcStoreConfig.IDLE_TIMEOUT;

    private JdbcStores(DataSource source) {
        this.source = source;
    }

    /**
     * A store on this data source.
     *
     * @param source a pool with at least two connections more than the processor has workers; it is not closed with the store
     * @return a builder
     */
    public static JdbcStores on(DataSource source) {
        return new JdbcStores(source);
    }

    /**
     * Where the tables are; by default in the connections' own schema (MariaDB: database).
     *
     * @param name an existing schema
     * @return this builder
     */
    public JdbcStores schema(String name) {
        schema = Optional.of(name);
        return this;
    }

    /**
     * What the tables' names start with, by default {@code eos_}.
     *
     * @param text starts with a letter, goes on with letters, digits and underscores
     * @return this builder
     */
    public JdbcStores prefix(String text) {
        prefix = text;
        return this;
    }

    /**
     * Whether missing tables are created; by default for H2 only.
     *
     * @param create whether the store may run DDL
     * @return this builder
     */
    public JdbcStores createSchema(boolean create) {
        createSchema = create;
        return this;
    }

    /**
     * How long a handler may do something else than talk to the database before the server rolls back; by default 60 seconds. Not for H2.
     *
     * @param timeout a second or more
     * @return this builder
     */
    public JdbcStores transactionIdleTimeout(Duration timeout) {
        idleTimeout = timeout;
        return this;
    }

    /**
     * Opens the store.
     *
     * @return the store, for the caller to close
     * @throws InvalidConfigurationException if the prefix is wrong, or the tables are missing or of another version
     * @throws io.eos.api.StoreUnavailableException if there is no connection
     */
    public TransactionalResultStore<Connection> open() {
        Optional<String> problem = JdbcStoreConfig.checkPrefix(prefix);
        if (problem.isPresent()) {
            throw new InvalidConfigurationException(problem.get());
        }
        return new Opening(source, "the given data source", schema, prefix, createSchema, idleTimeout, null).open();
    }
}
