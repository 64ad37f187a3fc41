package io.eos.servers;

import java.util.Optional;

/**
 * The servers that the environment offers in place of the embedded ones.
 *
 * <p>Where a variable is set and not blank, the server class of that kind starts nothing: it hands out the given endpoint,
 * refuses to stop, kill or freeze it, and leaves it running on {@code close()}. Stateless.
 */
public final class Endpoints {

    /** Bootstrap servers of a Kafka cluster, such as {@code kafka-1:9092,kafka-2:9092}. */
    public static final String KAFKA = "EOS_TEST_KAFKA";

    /** JDBC URL of a PostgreSQL database, user and password included; the user must be allowed to create databases. */
    public static final String POSTGRESQL = "EOS_TEST_POSTGRESQL";

    /** JDBC URL of a MariaDB database, user and password included; the user must be allowed to create databases. */
    public static final String MARIADB = "EOS_TEST_MARIADB";

    /** Servers of a ZooKeeper ensemble, such as {@code zk-1:2181,zk-2:2181}, where everybody may create znodes. */
    public static final String ZOOKEEPER = "EOS_TEST_ZOOKEEPER";

    /** Address of a Redis server, user and password included, such as {@code redis://user:password@host:6379}. */
    public static final String REDIS = "EOS_TEST_REDIS";

    /** Address of a Redis cluster, user and password included, such as {@code redis-cluster://host1:6379,host2:6379}. */
    public static final String REDIS_CLUSTER = "EOS_TEST_REDIS_CLUSTER";

    /**
     * Hosts of a Cassandra cluster with commas between, the port and the data centre, such as {@code 10.0.0.1,10.0.0.2:9042?dc=datacenter1};
     * keyspaces are made there with one replica.
     */
    public static final String CASSANDRA = "EOS_TEST_CASSANDRA";

    /** A Java home of version 11 or 17 for the embedded Cassandra, where that of this JVM is another. */
    public static final String CASSANDRA_JAVA = "EOS_CASSANDRA_JAVA_HOME";

    private Endpoints() {}

    /** The bootstrap servers in {@value #KAFKA}, if set. */
    public static Optional<String> kafka() {
        return read(KAFKA);
    }

    /** The JDBC URL in {@value #POSTGRESQL}, if set. */
    public static Optional<String> postgresql() {
        return read(POSTGRESQL);
    }

    /** The JDBC URL in {@value #MARIADB}, if set. */
    public static Optional<String> mariadb() {
        return read(MARIADB);
    }

    /** The servers in {@value #ZOOKEEPER}, if set. */
    public static Optional<String> zookeeper() {
        return read(ZOOKEEPER);
    }

    /** The address in {@value #REDIS}, if set. */
    public static Optional<String> redis() {
        return read(REDIS);
    }

    /** The address in {@value #REDIS_CLUSTER}, if set. */
    public static Optional<String> redisCluster() {
        return read(REDIS_CLUSTER);
    }

    /** The endpoint in {@value #CASSANDRA}, if set. */
    public static Optional<String> cassandra() {
        return read(CASSANDRA);
    }

    /** The Java home in {@value #CASSANDRA_JAVA}, if set. */
    static Optional<String> cassandraJava() {
        return read(CASSANDRA_JAVA);
    }

    /** The answer to whatever would stop or disturb a server that is not ours. */
    static UnsupportedOperationException refusal(String operation, String variable) {
        return new UnsupportedOperationException("cannot " + operation + " the server in " + variable
                + ": it was not started here; unset " + variable + " to run this against an embedded server");
    }

    private static Optional<String> read(String variable) {
        return Optional.ofNullable(System.getenv(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
