package io.eos.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
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

    JdbcResultStore open() {
        for (int attempt = 1; ; attempt++) {
            try (Session session = Session.open(source, false)) {
                return open(session);
            } catch (SQLException e) {
                // Nodes that make the tables at the same time get in each other's way: see what it came to.
                if (attempt == ATTEMPTS || Boolean.FALSE.equals(createSchema) || isConnectionFailure(e)) {
                    throw OpeningErrors.of(address, e);
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
}
