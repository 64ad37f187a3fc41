package io.eos.store.jdbc;

import io.eos.api.InvalidConfigurationException;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a store on a SQL database. Immutable.
 *
 * @param database which one
 * @param url the JDBC URL as it was given; it can hold secrets
 * @param user the setting {@code user}; where it is absent, the URL's or the driver's default
 * @param password the setting {@code password}
 * @param schema the setting {@code schema}: where the tables are, by default the user's own schema (MariaDB: the URL's database)
 * @param prefix what the tables' names start with
 * @param createSchema the setting {@code create-schema}: whether missing tables are created; by default for H2 only
 * @param poolSize the setting {@code pool-size}: how many connections there are at most, by default 10; a {@code transact} handler holds one
 *     while it runs
 * @param connectionTimeout the setting {@code connection-timeout}: how long to wait for a connection, by default 8 seconds
 * @param socketTimeout the setting {@code socket-timeout}: after which silence of the server a connection is given up, by default 60
 *     seconds; longer than the longest statement of a handler (not for H2)
 * @param idleTimeout the setting {@code transaction-idle-timeout}: how long a handler may do something else than talk to the database before the
 *     server rolls back, by default 60 seconds (not for H2)
 */
record JdbcStoreConfig(
        Database database,
        String url,
        Optional<String> user,
        Optional<String> password,
        Optional<String> schema,
        String prefix,
        boolean createSchema,
        int poolSize,
        Duration connectionTimeout,
        Duration socketTimeout,
        Duration idleTimeout) {
    private static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(8);
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /** Reads settings, with all problems at once. */
    static JdbcStoreConfig read(StoreConfig config) {
        Database database = databaseOf(config);
        SettingsReader settings = new SettingsReader("store.", config.settings());
        String prefix = config.prefix();
        checkPrefix(prefix).ifPresent(settings::problem);
        JdbcStoreConfig read = new JdbcStoreConfig(
                database,
                config.address().reveal(),
                settings.text("user"),
                settings.text("password"),
                settings.text("schema"),
                prefix,
                settings.flag("create-schema", database == Database.H2),
                settings.number("pool-size", 10, 1, 1000),
                settings.duration("connection-timeout", CONNECTION_TIMEOUT, SECOND, Duration.ofMinutes(5)),
                settings.duration("socket-timeout", Duration.ofSeconds(60), SECOND, Duration.ofDays(1)),
                settings.duration("transaction-idle-timeout", IDLE_TIMEOUT, SECOND, Duration.ofDays(1)));
        settings.finish();
        return read;
    }

    private static Database databaseOf(StoreConfig config) {
        for (Database database : Database.values()) {
            if (config.address().startsWith(database.urlPrefix())) {
                return database;
            }
        }
        throw new InvalidConfigurationException("the store's address was '" + config.address()
                + "' but must start with jdbc:h2:, jdbc:postgresql: or jdbc:mariadb:");
    }

    /** What is wrong with a prefix of names that stand in SQL without quotes. */
    static Optional<String> checkPrefix(String prefix) {
        return prefix.matches("[A-Za-z][A-Za-z0-9_]*")
                ? Optional.empty()
                : Optional.of("store.prefix was '" + prefix + "' but must start with a letter on a SQL database");
    }

    /** Nothing that could be secret. */
    @Override
    public String toString() {
        return "JdbcStoreConfig[" + database + "]";
    }
}
