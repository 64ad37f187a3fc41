package io.eos.peers;

import com.datastax.oss.driver.api.core.CqlSession;
import io.eos.servers.CassandraServer;
import io.eos.servers.DatabaseServer;
import io.eos.servers.Servers;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Real servers that the tests of this JVM share. */
final class ServersOfTests {
    private static final String NAME = "eos_peers";
    private static final Map<String, String> ADDRESSES = new ConcurrentHashMap<>();

    private ServersOfTests() {}

    static String address(String store) {
        return ADDRESSES.computeIfAbsent(store, ServersOfTests::start);
    }

    private static String start(String store) {
        return switch (store) {
            case "memory" -> "";
            case "h2" -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
            case "postgresql" -> database(Servers.postgres());
            case "mariadb" -> database(Servers.mariadb());
            case "redis" -> Servers.redis().address();
            case "zookeeper" -> "zookeeper://" + Servers.zookeeper().servers();
            case "cassandra" -> keyspace(Servers.cassandra());
            default -> throw new IllegalArgumentException(store);
        };
    }

    private static String database(DatabaseServer server) {
        server.dropDatabase(NAME);
        return server.createDatabase(NAME);
    }

    private static String keyspace(CassandraServer server) {
        String[] host = server.hosts().split(":", -1);
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(host[0], Integer.parseInt(host[1])))
                .withLocalDatacenter(server.dataCentre())
                .build()) {
            session.execute("CREATE KEYSPACE IF NOT EXISTS " + NAME
                    + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
        return server.address(NAME);
    }
}
