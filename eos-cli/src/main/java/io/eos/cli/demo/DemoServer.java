package io.eos.cli.demo;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.servers.CassandraServer;
import io.eos.servers.ControllableServer;
import io.eos.servers.MariaDbServer;
import io.eos.servers.PostgresServer;
import io.eos.servers.RedisServer;
import io.eos.servers.ZooKeeperServer;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A storage system that is started for the demo, or for a run of faults, and holds the ledger and the results. Thread-safe. */
public final class DemoServer implements AutoCloseable {
    private static final String NAME = "eos_demo";

    private final String address;
    private final @Nullable ControllableServer server;

    private DemoServer(String address, @Nullable ControllableServer server) {
        this.address = address;
        this.server = server;
    }

    /** Starts it; a file goes to the directory. */
    public static DemoServer open(StorageSystem system, Path directory) {
        return open(system, directory, ZooKeeperServer::open, CassandraServer::open);
    }

    /** The same for millions of ids, and servers that are to be fast: those that are JVMs have all compilers and larger heaps. */
    public static DemoServer openLarge(StorageSystem system, Path directory) {
        return open(system, directory, ZooKeeperServer::openLarge, CassandraServer::openLarge);
    }

    private static DemoServer open(
            StorageSystem system,
            Path directory,
            Supplier<ZooKeeperServer> zooKeeper,
            Supplier<CassandraServer> cassandra) {
        return switch (system) {
            case H2 ->
                new DemoServer("jdbc:h2:file:" + directory.resolve("demo") + ";AUTO_SERVER=TRUE;WRITE_DELAY=0", null);
            case POSTGRESQL -> {
                PostgresServer server = PostgresServer.open();
                server.dropDatabase(NAME);
                yield new DemoServer(server.createDatabase(NAME), server);
            }
            case MARIADB -> {
                MariaDbServer server = MariaDbServer.open();
                server.dropDatabase(NAME);
                yield new DemoServer(server.createDatabase(NAME), server);
            }
            case REDIS -> {
                RedisServer server = RedisServer.open();
                yield new DemoServer(server.address(), server);
            }
            case ZOOKEEPER -> {
                ZooKeeperServer server = zooKeeper.get();
                yield new DemoServer("zookeeper://" + server.servers() + "/" + NAME, server);
            }
            case CASSANDRA -> {
                CassandraServer server = cassandra.get();
                createKeyspace(server);
                yield new DemoServer(server.address(NAME), server);
            }
        };
    }

    private static void createKeyspace(CassandraServer server) {
        String[] host = server.hosts().split("[,:]", -1);
        try (Cluster cluster = Cluster.builder()
                        .addContactPoint(host[0])
                        .withPort(Integer.parseInt(host[host.length - 1]))
                        .withoutMetrics()
                        .build();
                Session session = cluster.connect()) {
            session.execute("CREATE KEYSPACE IF NOT EXISTS " + NAME
                    + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
    }

    /** As the store takes it. */
    public String address() {
        return address;
    }

    /** The server, for those who stop, kill or freeze it; null where a file is all there is. */
    public @Nullable ControllableServer server() {
        return server;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
