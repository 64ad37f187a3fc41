package io.eos.store.jdbc;

import io.eos.api.StoreUnavailableException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connects once before there is a pool, with a deadline. A pool would try again and again until its time-out, lose the reason when the server says
 * nothing, and take as long again to close. Used once.
 */
final class FirstConnection {
    private static final long PAUSE_MILLIS = 250;
    /** The driver gives up after the deadline, so that the thread ends; what is told is told at the deadline. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final JdbcStoreConfig config;
    private final String address;
    private final long deadline;
    private final CompletableFuture<Connection> answer = new CompletableFuture<>();

    private FirstConnection(JdbcStoreConfig config, String address) {
        this.config = config;
        this.address = address;
        this.deadline = System.nanoTime() + config.connectionTimeout().toNanos();
    }

    /**
     * {@return a connection, for the caller to close}
     *
     * @param address without secrets, for messages
     * @throws StoreUnavailableException if there is none within the connection time-out
     * @throws io.eos.api.InvalidConfigurationException if the database refuses user, password or database
     */
    static Connection open(JdbcStoreConfig config, String address) {
        return new FirstConnection(config, address).open();
    }

    private Connection open() {
        Thread thread = new Thread(this::connect, "eos-store-first-connection");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(config.connectionTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp();
            throw OpeningErrors.unanswered(address, config.connectionTimeout(), e);
        } catch (InterruptedException e) {
            giveUp();
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while connecting to the store at " + address, e);
        } catch (ExecutionException e) {
            throw OpeningErrors.of(address, e.getCause() == null ? e : e.getCause());
        }
    }

    private void giveUp() {
        if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
            close(answer.join()); // it came at the last moment
        }
    }

    private void connect() {
        try {
            Connection connection = connectUntilDeadline();
            if (!answer.complete(connection)) {
                close(connection);
            }
        } catch (Exception | LinkageError e) {
            answer.completeExceptionally(e);
        }
    }

    private Connection connectUntilDeadline() throws Exception {
        while (true) {
            try {
                return connectOnce();
            } catch (SQLException e) {
                boolean late = deadline - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(2 * PAUSE_MILLIS);
                if (late || answer.isDone() || !passes(e)) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    // An H2 file that changes hands, because the process that hosted it was killed: that takes some seconds.
    private boolean passes(SQLException error) {
        return config.database() == Database.H2
                && !H2Address.isRemote(config.url())
                && config.database().dialect(Tables.of("", "")).fault(error) == SqlFault.UNAVAILABLE;
    }

    private Connection connectOnce() throws Exception {
        Properties properties = new Properties();
        Duration patience = config.connectionTimeout().plus(GRACE);
        properties.putAll(Pool.driverProperties(config, patience, patience));
        if (config.database() == Database.H2) {
            properties.setProperty("NETWORK_TIMEOUT", Long.toString(patience.toMillis()));
        }
        config.user().ifPresent(user -> properties.setProperty("user", user));
        config.password().ifPresent(password -> properties.setProperty("password", password));
        Driver driver = Class.forName(config.database().driver())
                .asSubclass(Driver.class)
                .getDeclaredConstructor()
                .newInstance();
        Connection connection = driver.connect(Pool.url(config), properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the URL", "08001");
        }
        try {
            if (config.schema().isPresent()) {
                config.database().use(connection, config.schema().get());
            }
            return connection;
        } catch (SQLException e) {
            close(connection);
            throw e;
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // nothing was done on it
        }
    }
}
