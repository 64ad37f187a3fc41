package io.eos.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.eos.api.InvalidConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** Makes a connection pool as the database needs it. */
final class Pool {
    private Pool() {}

    static HikariDataSource create(JdbcStoreConfig config) {
        bindToLoopback(config.database());
        requireDriver(config.database(), Pool.class.getClassLoader());
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("eos-store");
        pool.setDriverClassName(config.database().driver());
        pool.setJdbcUrl(url(config));
        config.user().ifPresent(pool::setUsername);
        config.password().ifPresent(pool::setPassword);
        config.schema().ifPresent(config.database() == Database.MARIADB ? pool::setCatalog : pool::setSchema);
        pool.setMaximumPoolSize(config.poolSize());
        pool.setMinimumIdle(Math.min(2, config.poolSize()));
        pool.setConnectionTimeout(config.connectionTimeout().toMillis());
        // Opened by the store's own first connection, which tells errors apart.
        pool.setInitializationFailTimeout(-1);
        pool.setAutoCommit(config.database() == Database.POSTGRESQL);
        pool.setExceptionOverride(new EvictBroken(config.database()));
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        timeouts(config, pool);
        return new HikariDataSource(pool);
    }

    private static String url(JdbcStoreConfig config) {
        return config.database() == Database.H2 ? H2Address.complete(config.url()) : config.url();
    }

    // H2 reads it once, when its classes are loaded: a file that is shared must not be offered to the network.
    private static void bindToLoopback(Database database) {
        String property = "h2.bindAddress";
        if (database == Database.H2 && System.getProperty(property) == null) {
            System.setProperty(property, "127.0.0.1");
        }
    }

    static void requireDriver(Database database, ClassLoader loader) {
        try {
            Class.forName(database.driver(), false, loader);
        } catch (ClassNotFoundException e) {
            throw new InvalidConfigurationException(
                    "the JDBC driver " + database.driver() + " is not on the class path; add " + database.artifact(),
                    e);
        }
    }

    // Unless the URL says otherwise: a server that does not answer must not hold a thread for ever.
    private static void timeouts(JdbcStoreConfig config, HikariConfig pool) {
        long connect = Math.max(1, config.connectionTimeout().toSeconds() - 2);
        switch (config.database()) {
            case POSTGRESQL -> {
                property(config, pool, "connectTimeout", Long.toString(connect));
                property(
                        config,
                        pool,
                        "socketTimeout",
                        Long.toString(config.socketTimeout().toSeconds()));
                property(config, pool, "tcpKeepAlive", "true");
                property(config, pool, "ApplicationName", "eos");
            }
            case MARIADB -> {
                property(config, pool, "connectTimeout", Long.toString(connect * 1000));
                property(
                        config,
                        pool,
                        "socketTimeout",
                        Long.toString(config.socketTimeout().toMillis()));
            }
            case H2 -> {}
        }
    }

    private static void property(JdbcStoreConfig config, HikariConfig pool, String name, String value) {
        if (!config.url().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT) + "=")) {
            pool.addDataSourceProperty(name, value);
        }
    }

    /** Has the pool drop connections whose errors it would not recognise: H2's codes are its own. */
    private static final class EvictBroken implements SQLExceptionOverride {
        private final SqlDialect dialect;

        EvictBroken(Database database) {
            dialect = database.dialect(Tables.of("", ""));
        }

        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException error) {
            return dialect.fault(error) == SqlFault.UNAVAILABLE
                    ? SQLExceptionOverride.Override.MUST_EVICT
                    : SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
    }

    /** Whether a connection of the pool still works; never throws. */
    static boolean works(Connection connection) {
        try {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }
}
