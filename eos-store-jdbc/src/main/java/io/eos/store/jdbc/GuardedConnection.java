package io.eos.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a handler is given: it works like the one behind it, but cannot end the transaction, and is dead when the work is.
 *
 * <p>Statements, result sets, arrays and metadata that come out of it are wrapped too, so that all ways back ({@code getConnection},
 * {@code getStatement}, {@code unwrap}) lead to this connection. What is not allowed throws an {@link SQLException} that says what to do instead,
 * and is remembered as a violation even if the handler swallows it. Used by the thread that made it; any other is refused.
 */
final class GuardedConnection {
    private static final List<Class<?>> WRAPPED = List.of(
            CallableStatement.class,
            PreparedStatement.class,
            Statement.class,
            ResultSet.class,
            DatabaseMetaData.class,
            Array.class,
            Connection.class);
    private static final Set<String> ENDING = Set.of("commit", "close", "abort");

    private final Connection target;
    private final boolean definitionsCommit;
    private final Connection proxy;
    private final Thread thread = Thread.currentThread();
    private final List<SQLException> errors = new ArrayList<>();
    private volatile @Nullable String violation;
    private volatile boolean over;
    private long idleSince = System.nanoTime();
    private long longestIdle;

    /**
     * A guard.
     *
     * @param definitionsCommit whether the database ends a transaction when something is created, altered or dropped
     */
    GuardedConnection(Connection target, boolean definitionsCommit) {
        this.target = target;
        this.definitionsCommit = definitionsCommit;
        this.proxy = (Connection) wrap(target, Connection.class);
    }

    /** What the handler gets. */
    Connection connection() {
        return proxy;
    }

    /** The first thing that the handler did and must not, or null. */
    @Nullable String violation() {
        return violation;
    }

    /** The SQL errors that the handler saw, on the connection itself and all that came out of it. */
    List<SQLException> errors() {
        return errors;
    }

    @Nullable SQLException lastError() {
        return errors.isEmpty() ? null : errors.get(errors.size() - 1);
    }

    /** The work is over: from now on everything but {@code close} and {@code isClosed} fails. */
    void end() {
        over = true;
        idled();
    }

    /** The longest time that the handler did something else than talk to the database. */
    Duration longestIdle() {
        return Duration.ofNanos(longestIdle);
    }

    private void idled() {
        longestIdle = Math.max(longestIdle, System.nanoTime() - idleSince);
    }

    private Object wrap(Object value, Class<?> type) {
        return Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(), new Class<?>[] {type}, new Handler(value));
    }

    private @Nullable Object wrapped(@Nullable Object value) {
        if (value == target) {
            return proxy;
        }
        for (Class<?> type : WRAPPED) {
            if (type.isInstance(value)) {
                return type == Connection.class ? proxy : wrap(value, type);
            }
        }
        return value;
    }

    private static @Nullable Object unwrapped(@Nullable Object value) {
        return value != null
                        && Proxy.isProxyClass(value.getClass())
                        && Proxy.getInvocationHandler(value) instanceof Handler handler
                ? handler.behind
                : value;
    }

    private SQLException refuse(String what, String instead) {
        String reason = "the work must not call " + what + ": " + instead;
        if (violation == null) {
            violation = reason;
        }
        return new SQLException(reason);
    }

    /** Stands before one JDBC object. */
    private final class Handler implements InvocationHandler {
        private final Object behind;

        Handler(Object behind) {
            this.behind = behind;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
            switch (method.getName()) {
                case "equals" -> {
                    return behind.equals(unwrapped(given[0]));
                }
                case "hashCode", "toString" -> {
                    return method.invoke(behind);
                }
                case "isWrapperFor" -> {
                    return ((Class<?>) given[0]).isInstance(self);
                }
                case "unwrap" -> {
                    return unwrap(self, (Class<?>) given[0]);
                }
                default -> {
                    return over ? afterEnd(method) : call(method, given);
                }
            }
        }

        private Object unwrap(Object self, Class<?> type) throws SQLException {
            if (type.isInstance(self)) {
                return self;
            }
            throw new SQLException("inside the work there is no " + type.getName()
                    + " to unwrap: the driver's own object could end the transaction");
        }

        private @Nullable Object afterEnd(Method method) throws SQLException {
            return switch (method.getName()) {
                case "close" -> null;
                case "isClosed" -> true;
                case "isValid" -> false;
                default -> throw new SQLException("the work is over, and its connection with it");
            };
        }

        private @Nullable Object call(Method method, @Nullable Object[] given) throws Throwable {
            if (Thread.currentThread() != thread) {
                throw refuse(
                        method.getName() + " from another thread",
                        "a transaction is for the thread that it was given to");
            }
            if (behind == target && isDone(method, given)) {
                return null;
            }
            if (given.length > 0 && given[0] instanceof String sql && takesSql(method.getName())) {
                checkSql(sql);
            }
            try {
                @Nullable Object[] plain = new Object[given.length];
                for (int i = 0; i < given.length; i++) {
                    plain[i] = unwrapped(given[i]);
                }
                idled();
                return wrapped(method.invoke(behind, plain));
            } catch (InvocationTargetException e) {
                Throwable cause = e.getCause();
                if (cause instanceof SQLException sql) {
                    errors.add(sql);
                }
                throw cause == null ? e : cause;
            } finally {
                idleSince = System.nanoTime();
            }
        }

        private static boolean takesSql(String name) {
            return name.startsWith("execute") || name.startsWith("prepare") || name.equals("addBatch");
        }

        private void checkSql(String sql) throws SQLException {
            Optional<String> ending = EndingSql.find(sql, definitionsCommit);
            if (ending.isPresent()) {
                throw refuse(
                        "SQL that begins with " + ending.get(),
                        "COMMIT, ROLLBACK and whatever else ends the transaction are the store's");
            }
        }

        /** Refuses calls that would end the transaction; true for those that change nothing and need not be made. */
        private boolean isDone(Method method, @Nullable Object[] given) throws SQLException {
            String name = method.getName();
            if (ENDING.contains(name) || (name.equals("rollback") && given.length == 0)) {
                throw refuse(
                        name,
                        name.equals("rollback")
                                ? "throw an exception to have everything rolled back, or use a savepoint"
                                : "the store commits, with the results, when the work returns");
            }
            if (name.equals("setAutoCommit")) {
                if (Boolean.TRUE.equals(given[0])) {
                    throw refuse(name, "the work is part of one transaction, which the store commits");
                }
                return true;
            }
            if (name.equals("setTransactionIsolation")) {
                if (!Integer.valueOf(target.getTransactionIsolation()).equals(given[0])) {
                    throw refuse(name, "the transaction has begun; set the isolation on the data source");
                }
                return true;
            }
            return name.equals("beginRequest") || name.equals("endRequest");
        }
    }
}
