package io.eos.store.jdbc;

import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens a store on a data source: finds out which database it is, and makes or checks the tables.
 *
 * @param address the store's address without secrets, for messages
 * @param owned closed with the store, or null for a data source of the user's
 */
record Opening(
        DataSource source,
        String address,
        Optional<String> schema,
        String prefix,
        @Nullable Boolean createSchema,
        Duration idleTimeout,
        @Nullable AutoCloseable owned) {
    private static final int ATTEMPTS = 10;

    // Invalid authorization, invalid catalog name (no such database), invalid schema name.
    private static final Set<String> WRONG_CLASSES = Set.of("28", "3D", "3F");

    JdbcResultStore open() {
        for (int attempt = 1; ; attempt++) {
            try (Session session = Session.open(source, false)) {
                return open(session);
            } catch (SQLException e) {
                // Nodes that make the tables at the same time get in each other's way: see what it came to.
                if (attempt == ATTEMPTS || Boolean.FALSE.equals(createSchema) || isConnectionFailure(e)) {
                    throw failure(e);
                }
            }
        }
    }

    private static boolean isConnectionFailure(SQLException error) {
        return error instanceof SQLTransientConnectionException;
    }

    private JdbcResultStore open(Session session) throws SQLException {
        Connection connection = session.connection();
        Database database = Database.of(connection);
        if (schema.isPresent()) {
            database.use(connection, schema.get());
        }
        Tables tables = database.tables(connection, prefix);
        boolean create = createSchema != null ? createSchema : database == Database.H2;
        new Schema(database, tables, prefix, address).ensure(connection, create);
        String product = connection.getMetaData().getDatabaseProductName() + " "
                + connection.getMetaData().getDatabaseMajorVersion() + "."
                + connection.getMetaData().getDatabaseMinorVersion();
        session.rollback();
        return new JdbcResultStore(this, database.dialect(tables), product);
    }

    private EosException failure(SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && WRONG_CLASSES.contains(SqlErrors.sqlClass(sql.getSQLState()))) {
                return new InvalidConfigurationException(
                        "the database at " + address + " refuses the connection: " + reason(sql));
            }
        }
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return new StoreUnavailableException(
                "cannot open the store at " + address + ": " + root.getClass().getSimpleName()
                        + (root instanceof SQLException sql ? " (" + reason(sql) + ")" : ""),
                error);
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
