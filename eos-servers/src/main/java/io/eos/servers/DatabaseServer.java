package io.eos.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
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
public abstract sealed class DatabaseServer implements AutoCloseable permits PostgresServer, MariaDbServer {

    /** What the programs are run with: messages and times that do not depend on the machine. */
    static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");

    private static final Pattern URL = Pattern.compile("(jdbc:[a-z]+:(?:[a-z]+:)?//[^/?]+)(?:/([^?]*))?(\\?.*)?");

    private final String variable;
    private final String jdbcUrl;
    private final @Nullable Embedded embedded;

    /** An embedded server's process and data directory. */
    record Embedded(ServerProcess process, Path data) {}

    DatabaseServer(String variable, String jdbcUrl, @Nullable Embedded embedded) {
        this.variable = variable;
        this.jdbcUrl = jdbcUrl;
        this.embedded = embedded;
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

    /** Whether this server was given in the environment, and so can be neither stopped nor killed. */
    public final boolean isExternal() {
        return embedded == null;
    }

    /** The data directory of an embedded server; copy it while the server is stopped, for a backup. */
    public final Path dataDirectory() {
        return embedded("tell the data directory of").data();
    }

    /** Starts the server again on its port and data, and waits until it answers; does nothing while it runs. */
    public final void start() {
        embedded("start").process().start();
    }

    /** Shuts the server down in good order, and with it all connections; does nothing if it is down. */
    public final void stop() {
        embedded("stop").process().stop();
    }

    /** Ends the server with SIGKILL, as a crash would; does nothing if it is down. */
    public final void kill() {
        embedded("kill").process().kill();
    }

    /** Halts the server with SIGSTOP: connections stay open and nothing answers, until {@link #thaw()}. */
    public final void freeze() {
        embedded("freeze").process().freeze();
    }

    /** Lets a frozen server go on. */
    public final void thaw() {
        embedded("thaw").process().thaw();
    }

    /** Ends an embedded server and deletes its data; a server given in the environment is left as it is. Idempotent. */
    @Override
    public final void close() {
        if (embedded != null) {
            embedded.process().close();
        }
    }

    @Override
    public final String toString() {
        // The URL may hold a password.
        return getClass().getSimpleName() + "[" + (isExternal() ? variable : jdbcUrl) + "]";
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

    private Embedded embedded(String operation) {
        if (embedded == null) {
            throw Endpoints.refusal(operation, variable);
        }
        return embedded;
    }
}
