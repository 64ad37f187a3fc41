package io.eos.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real database server, embedded or given in the environment.
 *
 * <p>Thread-safe. Operations throw {@link ServerException} when the server does not do what was asked, with the tail of its
 * log; those that would disturb a server given in the environment throw {@link UnsupportedOperationException}.
 */
public abstract sealed class DatabaseServer extends ControllableServer permits PostgresServer, MariaDbServer {

    private static final Pattern URL = Pattern.compile("(jdbc:[a-z]+:(?:[a-z]+:)?//[^/?]+)(?:/([^?]*))?(\\?.*)?");

    private final String jdbcUrl;
    private final @Nullable Path data;

    /** An embedded server's process and data directory. */
    record Embedded(ServerProcess process, Path data) {}

    DatabaseServer(String variable, String jdbcUrl, @Nullable Embedded embedded) {
        super(variable, embedded == null ? null : embedded.process());
        this.jdbcUrl = jdbcUrl;
        this.data = embedded == null ? null : embedded.data();
    }

    /** JDBC URL of the default database, with the user (a superuser unless the environment says otherwise). */
    public final String jdbcUrl() {
        return jdbcUrl;
    }

    /** JDBC URL of another database of this server. */
    public final String jdbcUrl(String database) {
        return withDatabase(jdbcUrl, database);
    }

    /** A new connection to the default database, to be closed by the caller. */
    public final Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    /**
     * Creates a database and returns its JDBC URL.
     *
     * @throws ServerException if there is one of that name
     */
    public final String createDatabase(String name) {
        execute("CREATE DATABASE " + quote(name));
        return jdbcUrl(name);
    }

    /** Drops a database if there is one of that name, with its connections where the server can. */
    public final void dropDatabase(String name) {
        execute(dropStatement(quote(name)));
    }

    /** The data directory of an embedded server; copy it while the server is stopped, for a backup. */
    public final Path dataDirectory() {
        process("tell the data directory of");
        return Objects.requireNonNull(data);
    }

    @Override
    public final String toString() {
        return shown(jdbcUrl);
    }

    /** The name as an identifier in this server's SQL. */
    abstract String quote(String name);

    abstract String dropStatement(String quotedName);

    static boolean answers(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        }
    }

    /** Whether this JVM is root's, by number: in a container, root may have no name. */
    static boolean runsAsRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell whose process this is", e);
        }
    }

    static String withDatabase(String url, String database) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a JDBC URL of the form jdbc:KIND://HOST:PORT/DATABASE?PARAMETERS (not shown, as it may hold a password)");
        }
        return matcher.group(1) + "/" + database
                + Optional.ofNullable(matcher.group(3)).orElse("");
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new ServerException(this + " refuses: " + sql, e);
        }
    }
}
