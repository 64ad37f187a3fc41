package io.eos.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.eos.api.InvalidConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes a connection pool as the database needs it. */
final class Pool {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Pool() {}

    /** What must be so before the driver's classes are loaded. */
    static void prepare(Database database) {
        bindToLoopback(database);
        requireDriver(database, Pool.class.getClassLoader());
    }

    static HikariDataSource create(JdbcStoreConfig config) {
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
        // The store's first connection was made already, and has told errors apart.
        pool.setInitializationFailTimeout(-1);
        pool.setAutoCommit(config.database() == Database.POSTGRESQL);
        pool.setExceptionOverride(new EvictBroken(config.database()));
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // Shorter than the pool's own, which then knows why.
        Duration connect = config.connectionTimeout().minusSeconds(2);
        driverProperties(config, connect.compareTo(SECOND) < 0 ? SECOND : connect, config.socketTimeout())
                .forEach(pool::addDataSourceProperty);
        return new HikariDataSource(pool);
    }

    static String url(JdbcStoreConfig config) {
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

    /**
     * What the driver is told, unless the URL says otherwise: a server that does not answer must not hold a thread for ever.
     *
     * @param connect how long the driver may try to connect
     * @param socket after which silence of the server it gives up
     */
    static Map<String, String> driverProperties(JdbcStoreConfig config, Duration connect, Duration socket) {
        Map<String, String> properties = new TreeMap<>();
        switch (config.database()) {
            case POSTGRESQL -> {
                properties.put("connectTimeout", Long.toString(connect.toSeconds()));
                properties.put("socketTimeout", Long.toString(socket.toSeconds()));
                properties.put("tcpKeepAlive", "true");
                properties.put("ApplicationName", "eos");
            }
            case MARIADB -> {
                properties.put("connectTimeout", Long.toString(connect.toMillis()));
                properties.put("socketTimeout", Long.toString(socket.toMillis()));
            }
            case H2 -> {}
        }
        String url = config.url().toLowerCase(Locale.ROOT);
        properties.keySet().removeIf(name -> url.contains(name.toLowerCase(Locale.ROOT) + "="));
        return properties;
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
