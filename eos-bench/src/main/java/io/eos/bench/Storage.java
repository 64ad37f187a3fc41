package io.eos.bench;

import io.eos.servers.DatabaseOptions;
import io.eos.servers.DatabaseServer;
import io.eos.servers.MariaDbServer;
import io.eos.servers.PostgresServer;
import io.eos.servers.RedisCluster;
import io.eos.servers.RedisServer;
import io.eos.servers.ZooKeeperServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A storage system that was started, or made, for measurements. Servers are durable: they acknowledge a write when it is on disk. Those that
 * the environment names are used in their place. Not thread-safe.
 */
class Storage implements AutoCloseable {
    /** All that there are. */
    static final List<String> ALL =
            List.of("memory", "h2", "postgresql", "mariadb", "redis", "redis-cluster", "zookeeper", "cassandra");

    private static final Pattern LOOPBACK_PORT = Pattern.compile("(?<=127\\.0\\.0\\.1:)\\d+");

    private final String address;
    private final Runnable end;

    /** @param end what ends the storage system */
    Storage(String address, Runnable end) {
        this.address = address;
        this.end = end;
    }

    /** Starts, or makes, the storage system that the parameter {@code store} names. */
    static Storage start(String store) {
        return switch (store) {
            case "memory" -> new Storage("", () -> {});
            case "h2" -> h2();
            case "postgresql" -> database(PostgresServer.open());
            case "mariadb" -> database(MariaDbServer.open());
            case "redis" -> redis();
            case "redis-cluster" -> new ClusterStorage(RedisCluster.open(redisOptions()));
            case "zookeeper" -> zookeeper();
            case "cassandra" -> CassandraKeyspace.start();
            default -> throw unknown(store);
        };
    }

    static IllegalArgumentException unknown(String store) {
        return new IllegalArgumentException("store was '" + store + "' but must be one of " + ALL);
    }

    private static Storage h2() {
        try {
            Path directory = Files.createTempDirectory("eos-bench-h2-");
            return new Storage(directory.toString(), () -> delete(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> contentFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : contentFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database of its own on a server. */
    private static Storage database(DatabaseServer server) {
        String database = "eos_bench_" + ProcessHandle.current().pid();
        server.dropDatabase(database);
        return new Storage(server.createDatabase(database), () -> {
            server.dropDatabase(database);
            server.close();
        });
    }

    private static Storage redis() {
        RedisServer server = RedisServer.open(redisOptions());
        return new Storage(server.address(), server::close);
    }

    /** No rewriting of the log in the background: it would come at other times for other clients. */
    private static DatabaseOptions redisOptions() {
        return DatabaseOptions.defaults().withSetting("auto-aof-rewrite-percentage", "0");
    }

    /** With room for what all iterations write: nothing is deleted between them. */
    private static Storage zookeeper() {
        ZooKeeperServer server = ZooKeeperServer.openLarge();
        return new Storage("zookeeper://" + server.servers(), server::close);
    }

    /** Where it is: for {@code h2} a directory, else the address that a store takes. */
    final String address() {
        return address;
    }

    /** The address behind proxies, given the proxy's port for each port; for embedded servers. */
    String through(IntUnaryOperator proxyOf) {
        return LOOPBACK_PORT
                .matcher(address)
                .replaceAll(port -> Integer.toString(proxyOf.applyAsInt(Integer.parseInt(port.group()))));
    }

    @Override
    public final void close() {
        end.run();
    }
}
