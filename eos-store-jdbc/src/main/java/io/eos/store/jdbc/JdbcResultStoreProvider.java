package io.eos.store.jdbc;

import com.google.auto.service.AutoService;
import com.zaxxer.hikari.HikariDataSource;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * Opens stores on SQL databases: {@code jdbc:h2:…}, {@code jdbc:postgresql:…} and {@code jdbc:mariadb:…}, with a connection pool of its own.
 *
 * <p>Settings: {@code user}, {@code password}, {@code schema}, {@code create-schema} (true for H2, else false), {@code pool-size} (10),
 * {@code connection-timeout} (8s), {@code socket-timeout} (60s), {@code transaction-idle-timeout} (60s). To an H2 address it adds
 * {@code WRITE_DELAY=0}, without which a killed process loses committed transactions, and for a file {@code AUTO_SERVER=TRUE}, so that
 * several processes share it; a setting in the address itself wins. The drivers of PostgreSQL and MariaDB are for the
 * application to add.
 *
 * <p>What an H2 file does not cover: H2 hands each commit to the operating system, which keeps it when the process is killed, but does not force it
 * to the disk, so that a power failure can lose the last ones. When the process that hosts a shared file is killed, the others carry on
 * within seconds; when it is frozen, they wait for as long as it is. The file keeps what was overwritten for 45 seconds, so that it is
 * larger than its content under load. PostgreSQL and MariaDB are for more than that.
 *
 * <p>Thread-safe.
 */
@AutoService(ResultStoreProvider.class)
public final class JdbcResultStoreProvider implements ResultStoreProvider {
    static final String NAME = "jdbc";

    /** For {@link java.util.ServiceLoader}. */
    public JdbcResultStoreProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "jdbc:h2:file:./eos", "jdbc:postgresql://localhost/payments", "jdbc:mariadb://localhost/payments");
    }

    @Override
    public boolean accepts(StoreAddress address) {
        return Arrays.stream(Database.values()).anyMatch(database -> address.startsWith(database.urlPrefix()));
    }

    @Override
    public ResultStore open(StoreConfig config) {
        JdbcStoreConfig settings = JdbcStoreConfig.read(config);
        String address = config.address().toString();
        Pool.prepare(settings.database());
        // Held until the pool has its own, or an H2 database would be closed and opened again in between.
        Connection first = FirstConnection.open(settings, address);
        try {
            return open(settings, address);
        } finally {
            close(first);
        }
    }

    private static ResultStore open(JdbcStoreConfig settings, String address) {
        HikariDataSource pool = Pool.create(settings);
        try {
            return new Opening(
                            pool,
                            address,
                            settings.schema(),
                            settings.prefix(),
                            settings.createSchema(),
                            settings.idleTimeout(),
                            pool)
                    .open();
        } catch (StoreUnavailableException e) {
            // It waits for attempts to connect that nobody answers: not for the caller to wait for as well.
            Thread closing = new Thread(pool::close, "eos-store-closing");
            closing.setDaemon(true);
            closing.start();
            throw e;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The store does not use it.
        }
    }
}
