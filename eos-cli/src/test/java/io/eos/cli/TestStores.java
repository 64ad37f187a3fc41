package io.eos.cli;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.Session;
import io.eos.servers.CassandraServer;
import io.eos.servers.Servers;
import java.util.List;
import java.util.UUID;

/** Stores besides the embedded one, which the other tests use: real servers that the module's tests share. */
public enum TestStores {
    /** One server. */
    ZOOKEEPER {
        @Override
        public String address() {
            return "zookeeper://" + Servers.zookeeper().servers() + "/cli-" + UUID.randomUUID();
        }
    },
    /** One server. */
    REDIS {
        @Override
        public String address() {
            return Servers.redis().address();
        }
    },
    /** Three masters. */
    REDIS_CLUSTER {
        @Override
        public String address() {
            return Servers.redisCluster().address();
        }
    },
    /** One server, and a new keyspace. */
    CASSANDRA {
        @Override
        public String address() {
            String keyspace = "cli_" + Long.toHexString(System.nanoTime());
            CassandraServer server = Servers.cassandra();
            String[] host = server.hosts().split(",", -1)[0].split(":", -1);
            try (Cluster cluster = Cluster.builder()
                            .addContactPoint(host[0])
                            .withPort(Integer.parseInt(host[1]))
                            .withoutJMXReporting()
                            .build();
                    Session session = cluster.connect()) {
                session.execute("CREATE KEYSPACE " + keyspace
                        + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            }
            return server.address(keyspace);
        }

        @Override
        List<String> settings() {
            return List.of("--set", "store.create-schema=true");
        }
    };

    /** An address for one test. */
    public abstract String address();

    List<String> settings() {
        return List.of();
    }
}
