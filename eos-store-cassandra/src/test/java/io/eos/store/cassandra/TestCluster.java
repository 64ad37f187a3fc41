package io.eos.store.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.api.StoreAddress;
import io.eos.servers.CassandraServer;
import io.eos.servers.Servers;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Keyspaces and stores of the tests. */
final class TestCluster {
    private static final Map<CassandraServer, String> SHARED = new ConcurrentHashMap<>();

    private TestCluster() {}

    /** The address of the keyspace that the tests of this JVM share; they use names of their own. */
    static String address() {
        return address(Servers.cassandra());
    }

    static String address(CassandraServer server) {
        return SHARED.computeIfAbsent(server, TestCluster::newKeyspace);
    }

    /** The address of a keyspace of its own. */
    static String newKeyspace(CassandraServer server) {
        String name = "eos_" + UUID.randomUUID().toString().replace("-", "");
        return newKeyspace(server, name, "");
    }

    static String newKeyspace(CassandraServer server, String name, String options) {
        return newKeyspace(server.address(name), 1, options);
    }

    /** Makes the keyspace of an address, with so many replicas. */
    static String newKeyspace(String address, int replicas, String options) {
        CassandraStoreConfig config = CassandraStoreConfig.read(StoreConfig.of(address));
        try (Cluster cluster = Clusters.create(config);
                Session session = cluster.connect()) {
            session.execute("CREATE KEYSPACE " + config.address().keyspace()
                    + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': " + replicas + "}"
                    + options);
        }
        return address;
    }

    /** A store that makes its tables where they are missing. */
    static ResultStore open(String address, Map<String, String> settings) {
        return new CassandraResultStoreProvider().open(config(address, settings));
    }

    static StoreConfig config(String address, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("create-schema", "true");
        all.putIfAbsent("connection-timeout", "30s");
        return new StoreConfig(StoreAddress.parse(address), all, StoreConfig.DEFAULT_PREFIX);
    }
}
