package io.eos.peers.consumer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.eos.cli.chaos.peer.PeerTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A pool of connections to a database, with the patience that the stores of eos have in these runs. Stateless. */
final class SqlConnections {
    private static final int CONNECTIONS = 4;
    private static final int ATTEMPTS = 20;

    private SqlConnections() {}

    static HikariDataSource open(PeerTask task) {
        long patience = Duration.ofSeconds(PeerTask.STORE_PATIENCE_SECONDS).toMillis();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(task.address());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(patience);
        config.setValidationTimeout(patience / 2);
        config.setInitializationFailTimeout(-1);
        // PostgreSQL's driver counts in seconds.
        boolean seconds = task.store().equals("postgresql");
        config.addDataSourceProperty(
                "socketTimeout", Long.toString(seconds ? PeerTask.STORE_PATIENCE_SECONDS : patience));
        return new HikariDataSource(config);
    }

    /** Makes a table, unless it is there: two workers that do so at once fail in some databases, and then find it. */
    static void create(DataSource source, String table, String columns) {
        for (int left = ATTEMPTS; ; left--) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (" + columns + ")");
                return;
            } catch (SQLException e) {
                if (left == 0) {
                    throw new IllegalStateException("table " + table + " cannot be made", e);
                }
                LockSupport.parkNanos(Duration.ofMillis(PeerTask.PAUSE_MILLIS).toNanos());
            }
        }
    }
}
