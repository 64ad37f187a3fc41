package io.eos.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server, durable by default.
 *
 * <p>{@value Endpoints#POSTGRESQL}, a JDBC URL with user and password, puts a server of the environment in its place; the
 * options then do not apply. Thread-safe; see {@link DatabaseServer} for errors.
 */
public final class PostgresServer extends DatabaseServer {

    private static final String ARCHIVE = "postgres-linux-x86_64.txz";

    private PostgresServer(String jdbcUrl, @Nullable Embedded embedded) {
        super(Endpoints.POSTGRESQL, jdbcUrl, embedded);
    }

    /** Starts a durable server. */
    public static PostgresServer open() {
        return open(DatabaseOptions.defaults());
    }

    /** Starts a server and waits until it answers. */
    public static PostgresServer open(DatabaseOptions options) {
        return Endpoints.postgresql()
                .map(PostgresServer::external)
                .orElseGet(() -> Ports.onFree(port -> embedded(port, options)));
    }

    static PostgresServer external(String jdbcUrl) {
        return new PostgresServer(jdbcUrl, null);
    }

    private static PostgresServer embedded(int port, DatabaseOptions options) {
        Path programs = Binaries.ofArchive("postgres", ARCHIVE).resolve("bin");
        TempDirectory home = TempDirectory.create("postgres");
        Path data = home.resolve("data");
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
        ServerProcess process = new ServerProcess(
                new ServerProcess.Plan(
                        "PostgreSQL",
                        serverCommand(programs, data, port, options),
                        ENVIRONMENT,
                        "INT",
                        // Immediate shutdown: as fast as SIGKILL, but returns the shared memory.
                        "QUIT",
                        () -> answers(url + "&connectTimeout=5&socketTimeout=5")),
                home);
        try {
            ServerProcess.run(home, new ProcessBuilder(initCommand(programs, data)));
            process.startOrClose();
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new PostgresServer(url, new Embedded(process, data));
    }

    private static List<String> initCommand(Path programs, Path data) {
        return unprivileged(List.of(
                programs.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                // Only a power failure right now could tell.
                "--no-sync"));
    }

    private static List<String> serverCommand(Path programs, Path data, int port, DatabaseOptions options) {
        String durable = options.durable() ? "on" : "off";
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("fsync", durable);
        settings.put("synchronous_commit", durable);
        settings.put("full_page_writes", durable);
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.putAll(options.settings());
        List<String> command =
                new ArrayList<>(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return unprivileged(command);
    }

    // PostgreSQL refuses to run as root: in a user namespace of its own, root is nobody, and still owns its files.
    private static List<String> unprivileged(List<String> command) {
        if (!runsAsRoot()) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
        wrapped.addAll(command);
        return wrapped;
    }

    @Override
    String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    String dropStatement(String quotedName) {
        return "DROP DATABASE IF EXISTS " + quotedName + " WITH (FORCE)";
    }
}
