package io.eos.bench;

import io.eos.api.Scope;
import io.eos.api.StoreAddress;
import io.eos.peers.Peer;
import io.eos.peers.PeerKind;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import io.eos.spi.Tenure;
import io.eos.testkit.InMemoryResultStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A storage system that is up, in which clients can be opened: each under names of its own, so that it finds nothing there. Thread-safe.
 *
 * @param store what the parameter {@code store} names
 * @param address where it is, as {@link Storage#address()} tells it
 */
record Place(String store, String address) {
    /** Opens a client of the kind that the parameter {@code client} names. */
    Client client(String kind, Scope scope) throws Exception {
        return client(kind, scope, newPrefix());
    }

    static String newPrefix() {
        return "b%08x_".formatted(ThreadLocalRandom.current().nextInt());
    }

    static String processor(String prefix) {
        return prefix + "bench";
    }

    /** The same under given names. */
    Client client(String kind, Scope scope, String prefix) throws Exception {
        return switch (kind) {
            case "eos" -> new EosClient(eos(prefix), scope, processor(prefix));
            case "bare" -> bare(prefix, scope);
            case "lean" -> lean(prefix, scope);
            default -> throw new IllegalArgumentException("client was '" + kind + "' but must be eos, bare or lean");
        };
    }

    /** Opens what another library offers for this storage system. */
    Peer peer(PeerKind kind) throws Exception {
        String prefix = newPrefix();
        return kind.open(store, url(prefix), prefix);
    }

    /** A store of eos under these names. */
    ResultStore eos(String prefix) {
        Map<String, String> settings = new HashMap<>();
        switch (store) {
            case "memory" -> {
                return new InMemoryResultStore();
            }
            case "redis", "redis-cluster", "zookeeper" -> {}
            case "cassandra" -> settings.putAll(Map.of("create-schema", "true", "connection-timeout", "1m"));
            default -> settings.put("create-schema", "true");
        }
        String url = url(prefix);
        // A server of Cassandra keeps much in memory for each table: so processors differ there, not tables.
        String names = store.equals("cassandra") ? StoreConfig.DEFAULT_PREFIX : prefix;
        return StoreLocator.open(new StoreConfig(StoreAddress.parse(url), settings, names));
    }

    /** Another program on what a store has made: it goes on under the tenure that the store was given. */
    private Client bare(String prefix, Scope scope) throws Exception {
        if (store.equals("memory")) {
            return new MapClient();
        }
        Tenure tenure;
        try (ResultStore made = eos(prefix)) {
            tenure = EosClient.acquire(made, scope, processor(prefix)).tenure();
        }
        return switch (store) {
            case "h2" -> jdbc(BareSql.H2, prefix, tenure);
            case "postgresql" -> jdbc(BareSql.POSTGRESQL, prefix, tenure);
            case "mariadb" -> jdbc(BareSql.MARIADB, prefix, tenure);
            case "redis", "redis-cluster" -> new BareRedisClient(address, prefix, tenure);
            case "zookeeper" -> new BareZooKeeperClient(ZooKeepers.connect(address), prefix, tenure);
            case "cassandra" -> new BareCassandraClient(address, tenure);
            default -> throw Storage.unknown(store);
        };
    }

    private Client jdbc(BareSql sql, String prefix, Tenure tenure) throws SQLException {
        return new BareJdbcClient(DriverManager.getConnection(url(prefix)), sql, prefix, tenure);
    }

    private Client lean(String prefix, Scope scope) throws Exception {
        return switch (store) {
            case "memory" -> new MapClient();
            case "h2" -> new LeanJdbcClient(url(prefix), LeanSql.H2, prefix, scope);
            case "postgresql" -> new LeanJdbcClient(url(prefix), LeanSql.POSTGRESQL, prefix, scope);
            case "mariadb" -> new LeanJdbcClient(url(prefix), LeanSql.MARIADB, prefix, scope);
            case "redis", "redis-cluster" -> LeanRedisClient.open(address, prefix, scope);
            case "zookeeper" -> LeanZooKeeperClient.open(address, prefix, scope);
            case "cassandra" -> LeanCassandraClient.open(address, scope);
            default -> throw Storage.unknown(store);
        };
    }

    /** Where the names are: for H2 a file of its own, opened as the store opens it by itself. */
    String url(String prefix) {
        return store.equals("h2")
                ? "jdbc:h2:file:" + address + "/" + prefix + "h2;WRITE_DELAY=0;AUTO_SERVER=TRUE"
                : address;
    }
}
