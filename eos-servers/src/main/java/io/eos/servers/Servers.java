package io.eos.servers;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One server of each kind for the whole JVM, started when first asked for and ended with the JVM.
 *
 * <p>For tests that share a server: each uses topics and databases of its own names, and none stops, kills or closes it.
 * Thread-safe; a start that fails is tried again by the next call.
 */
public final class Servers {

    private static final Shared<KafkaServer> KAFKA = new Shared<>(KafkaServer::open);
    private static final Shared<PostgresServer> POSTGRES = new Shared<>(PostgresServer::open);
    private static final Shared<MariaDbServer> MARIADB = new Shared<>(MariaDbServer::open);
    private static final Shared<ZooKeeperServer> ZOOKEEPER = new Shared<>(ZooKeeperServer::open);

    private static final Shared<RedisServer> REDIS = new Shared<>(RedisServer::open);
    private static final Shared<RedisCluster> REDIS_CLUSTER = new Shared<>(RedisCluster::open);
    private static final Shared<CassandraServer> CASSANDRA = new Shared<>(Servers::startCassandra);

    private Servers() {}

    /** The shared Kafka broker, inside this JVM. */
    public static KafkaServer kafka() {
        return KAFKA.get();
    }

    /** The shared PostgreSQL server, durable. */
    public static PostgresServer postgres() {
        return POSTGRES.get();
    }

    /** The shared MariaDB server, durable. */
    public static MariaDbServer mariadb() {
        return MARIADB.get();
    }

    /** The shared ZooKeeper server, standing alone. */
    public static ZooKeeperServer zookeeper() {
        return ZOOKEEPER.get();
    }

    /** The shared Redis server, durable. */
    public static RedisServer redis() {
        return REDIS.get();
    }

    /** The shared Redis cluster of three masters. */
    public static RedisCluster redisCluster() {
        return REDIS_CLUSTER.get();
    }

    /** The shared Cassandra server, which does not sync each write: it is never killed. */
    public static CassandraServer cassandra() {
        return CASSANDRA.get();
    }

    private static CassandraServer startCassandra() {
        return CassandraServer.open(DatabaseOptions.defaults().withDurable(false));
    }

    private static final class Shared<T> {

        private final Supplier<T> start;
        private @Nullable T server;

        Shared(Supplier<T> start) {
            this.start = start;
        }

        synchronized T get() {
            if (server == null) {
                // It registers its own end with the JVM.
                server = start.get();
            }
            return server;
        }
    }
}
