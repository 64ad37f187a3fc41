package io.eos.cli.demo;

import io.eos.servers.MariaDbServer;
import io.eos.servers.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database of the demo, which holds the ledger and the results. Thread-safe. */
final class DemoDatabase implements AutoCloseable {
    private static final String NAME = "eos_demo";

    private final String url;
    private final @Nullable AutoCloseable server;

    private DemoDatabase(String url, @Nullable AutoCloseable server) {
        this.url = url;
        this.server = server;
    }

    static DemoDatabase open(DemoOptions.Database kind, Path directory) {
        return switch (kind) {
            case H2 ->
                new DemoDatabase("jdbc:h2:file:" + directory.resolve("demo") + ";AUTO_SERVER=TRUE;WRITE_DELAY=0", null);
            case POSTGRESQL -> {
                PostgresServer server = PostgresServer.open();
                server.dropDatabase(NAME);
                yield new DemoDatabase(server.createDatabase(NAME), server);
            }
            case MARIADB -> {
                MariaDbServer server = MariaDbServer.open();
                server.dropDatabase(NAME);
                yield new DemoDatabase(server.createDatabase(NAME), server);
            }
        };
    }

    String url() {
        return url;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.close();
            } catch (Exception e) {
                throw new DemoFailedException("the demo's database did not end: " + e.getMessage(), e);
            }
        }
    }
}
