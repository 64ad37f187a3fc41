package io.eos.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Lends the connection of a {@code transact} handler to frameworks that open and close connections by themselves.
 *
 * <pre>{@code
 * JdbcTemplate sql = new JdbcTemplate(JdbcResources.asDataSource(connection));   // Spring
 * DSLContext sql = DSL.using(connection);                                       // jOOQ takes it as it is
 * Session session = sessions.withOptions().connection(connection).openSession(); // so does Hibernate; flush it before the handler returns
 * }</pre>
 *
 * <p>Leave transactions to the store: no {@code @Transactional}, no {@code TransactionTemplate}, no {@code session.beginTransaction()}
 * around such calls. A framework that commits or rolls back all the same is refused, and the message's transaction with it.
 */
public final class JdbcResources {
    private static final Set<String> LOGGING =
            Set.of("getLogWriter", "setLogWriter", "getLoginTimeout", "setLoginTimeout", "getParentLogger");

    private JdbcResources() {}

    /**
     * {@return a data source that hands out the given connection again and again, for as long as the handler runs} Closing what it hands
     * out does nothing; in all else it is the handler's connection, with its limits. For the handler's thread only.
     *
     * @param connection the handler's own
     */
    public static DataSource asDataSource(Connection connection) {
        Connection lent = proxy(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "close" -> null;
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> call(() -> method.invoke(connection, arguments));
        });
        return proxy(DataSource.class, (self, method, arguments) -> switch (method.getName()) {
            case "getConnection" -> lent;
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "data source of " + connection;
            case "isWrapperFor" -> ((Class<?>) arguments[0]).isInstance(self);
            case "unwrap" -> {
                if (((Class<?>) arguments[0]).isInstance(self)) {
                    yield self;
                }
                throw new SQLException("not a wrapper for " + arguments[0]);
            }
            default -> {
                if (LOGGING.contains(method.getName())) {
                    throw new SQLFeatureNotSupportedException(method.getName());
                }
                throw new SQLFeatureNotSupportedException("only getConnection is supported, not " + method.getName());
            }
        });
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(JdbcResources.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static Object call(Call call) throws Throwable {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        }
    }
}
