package io.eos.store.jdbc;

import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.SettingsReader;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;

/** Says why a store could not be opened, and what to check. */
final class OpeningErrors {
    // Invalid authorization, invalid catalog name (no such database), invalid schema name.
    private static final Set<String> WRONG_CLASSES = Set.of("28", "3D", "3F");

    private static final String CHECK_SERVER =
            "check host and port, that the database is running and not overloaded, and that no firewall is in between";

    private OpeningErrors() {}

    /** What an error while connecting or while looking at the tables means. */
    static EosException of(String address, Throwable error) {
        if (error instanceof EosException told) {
            return told;
        }
        Throwable root = error;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && WRONG_CLASSES.contains(SqlErrors.sqlClass(sql.getSQLState()))) {
                return new InvalidConfigurationException(
                        "the database at " + address + " refuses the connection: " + reason(sql));
            }
            root = cause;
        }
        return new StoreUnavailableException("the store at " + address + " " + what(root), error);
    }

    /** Nobody answered within the time-out. */
    static StoreUnavailableException unanswered(String address, Duration timeout, Throwable cause) {
        return new StoreUnavailableException(
                "the store at " + address + " did not answer within " + SettingsReader.show(timeout) + "; "
                        + CHECK_SERVER,
                cause);
    }

    // No message of the driver: it can hold secrets of the URL.
    private static String what(Throwable root) {
        if (root instanceof ConnectException) {
            return "refused the connection; " + CHECK_SERVER;
        }
        if (root instanceof SocketTimeoutException) {
            return "did not answer in time; " + CHECK_SERVER;
        }
        if (root instanceof UnknownHostException) {
            return "has a host name that is not known; check the address, and the name service";
        }
        if (root instanceof SQLTransientConnectionException pool && pool.getSQLState() == null) {
            return "gave no connection before the pool's time-out; " + CHECK_SERVER
                    + ", and that the pool is large enough";
        }
        return "cannot be opened: " + root.getClass().getSimpleName()
                + (root instanceof SQLException sql ? " (" + reason(sql) + ")" : "");
    }

    private static String reason(SQLException error) {
        return switch (SqlErrors.sqlClass(error.getSQLState())) {
            case "28" -> "wrong user or password, or not allowed (SQL state " + error.getSQLState() + ")";
            case "3D" -> "there is no such database (SQL state " + error.getSQLState() + ")";
            case "3F" -> "there is no such schema (SQL state " + error.getSQLState() + ")";
            default -> "SQL state " + error.getSQLState() + ", code " + error.getErrorCode();
        };
    }
}
