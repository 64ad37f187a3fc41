package io.eos.bench;

import io.eos.servers.DatabaseServer;
import io.eos.servers.MariaDbServer;
import io.eos.servers.PostgresServer;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import io.eos.testkit.InMemoryResultStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A storage system that is up, and in which clients can be opened: each on tables of its own, which are empty. Servers are durable: they
 * acknowledge a commit when it is on disk. Not thread-safe.
 */
abstract class Place implements AutoCloseable {
    private int opened;

    /** Starts, or makes, the storage system that the parameter {@code store} names. */
    static Place open(String store) {
        return switch (store.toLowerCase(Locale.ROOT)) {
            case "memory" -> new Memory();
            case "h2" -> new H2File();
            case "postgresql" -> new Server(PostgresServer.open(), BareSql.POSTGRESQL);
            case "mariadb" -> new Server(MariaDbServer.open(), BareSql.MARIADB);
            default ->
                throw new IllegalArgumentException(
                        "store was '" + store + "' but must be memory, h2, postgresql or mariadb");
        };
    }

    /** Opens a client of the kind that the parameter {@code client} names. */
    final Client client(String kind) throws SQLException {
        String prefix = "b" + ++opened + "_";
        return switch (kind) {
            case "eos" -> eos(prefix);
            case "bare" -> bare(prefix);
            default -> throw new IllegalArgumentException("client was '" + kind + "' but must be eos or bare");
        };
    }

    abstract Client eos(String prefix);

    abstract Client bare(String prefix) throws SQLException;

    @Override
    public void close() {}

    private static Client sqlStore(String url, String prefix) {
        Map<String, String> settings = Map.of("create-schema", "true");
        return new EosClient(
                StoreLocator.open(new StoreConfig(StoreConfig.of(url).address(), settings, prefix)));
    }

    private static final class Memory extends Place {
        @Override
        Client eos(String prefix) {
            return new EosClient(new InMemoryResultStore());
        }

        @Override
        Client bare(String prefix) {
            return new MapClient();
        }
    }

    /** An H2 file in the directory for temporary files, opened as the store opens it by itself. */
    private static final class H2File extends Place {
        private final Path directory;

        H2File() {
            try {
                directory = Files.createTempDirectory("eos-bench-h2-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String url(String prefix) {
            return "jdbc:h2:file:" + directory.resolve(prefix + "h2") + ";WRITE_DELAY=0;AUTO_SERVER=TRUE";
        }

        @Override
        Client eos(String prefix) {
            return sqlStore(url(prefix), prefix);
        }

        @Override
        Client bare(String prefix) throws SQLException {
            return new BareJdbcClient(url(prefix), BareSql.H2, prefix);
        }

        @Override
        public void close() {
            try (Stream<Path> all = Files.walk(directory)) {
                List<Path> contentFirst = all.sorted(Comparator.reverseOrder()).toList();
                for (Path path : contentFirst) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A database of its own on a server. */
    private static final class Server extends Place {
        private final DatabaseServer server;
        private final BareSql sql;
        private final String database = "eos_bench_" + ProcessHandle.current().pid();
        private final String url;

        Server(DatabaseServer server, BareSql sql) {
            this.server = server;
            this.sql = sql;
            server.dropDatabase(database);
            url = server.createDatabase(database);
        }

        @Override
        Client eos(String prefix) {
            return sqlStore(url, prefix);
        }

        @Override
        Client bare(String prefix) throws SQLException {
            return new BareJdbcClient(url, sql, prefix);
        }

        @Override
        public void close() {
            server.dropDatabase(database);
            server.close();
        }
    }
}
