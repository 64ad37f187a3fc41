package io.eos.store.jdbc;

import io.eos.api.EosException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns SQL errors into what the caller must do. Thread-safe. */
final class SqlErrors {
    // Connection, resources, operator intervention, system error.
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53", "57", "58");

    private final String store;
    private final SqlDialect dialect;

    /**
     * @param store the store's address without secrets, for messages
     */
    SqlErrors(String store, SqlDialect dialect) {
        this.store = store;
        this.dialect = dialect;
    }

    /** Whether the database wants the transaction to be run again. */
    boolean isVictim(SQLException error) {
        return fault(error) == SqlFault.VICTIM;
    }

    /** What an error before {@code COMMIT} means: nothing happened. */
    EosException translate(String operation, SQLException error) {
        if (fault(error) == SqlFault.REJECTED) {
            return new EosException(operation + " was rejected by the database at " + store + describe(error), error);
        }
        return new StoreUnavailableException(operation + " failed at " + store + describe(error), error);
    }

    /** What an error during {@code COMMIT} means. */
    OutcomeUnknownException unknown(String operation, SQLException error) {
        return new OutcomeUnknownException(
                operation + " has an unknown outcome at " + store + ": its commit failed" + describe(error), error);
    }

    /** What an error, or one that came with it, means. */
    SqlFault fault(SQLException error) {
        int chained = 0;
        for (SQLException one = error; one != null && chained < 10; one = one.getNextException(), chained++) {
            SqlFault fault = faultOf(one);
            if (fault != SqlFault.OTHER) {
                return fault;
            }
        }
        return SqlFault.OTHER;
    }

    private SqlFault faultOf(SQLException error) {
        SqlFault fault = dialect.fault(error);
        if (fault != SqlFault.OTHER) {
            return fault;
        }
        String state = error.getSQLState();
        boolean gone = error instanceof SQLNonTransientConnectionException
                || error instanceof SQLTransientConnectionException
                || error instanceof SQLRecoverableException
                || UNAVAILABLE_CLASSES.contains(sqlClass(state));
        return gone ? SqlFault.UNAVAILABLE : SqlFault.OTHER;
    }

    static String sqlClass(@Nullable String state) {
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }

    // No message of the driver: it can hold values of parameters.
    private static String describe(SQLException error) {
        return " (" + error.getClass().getSimpleName() + ", SQL state " + error.getSQLState() + ", code "
                + error.getErrorCode() + ")";
    }
}
