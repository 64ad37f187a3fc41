package io.eos.bench;

import io.eos.api.Scope;
import io.eos.api.StoreAddress;
import io.eos.peers.Peer;
import io.eos.peers.PeerKind;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import io.eos.testkit.InMemoryResultStore;
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
        String prefix = prefix();
        return switch (kind) {
            case "eos" -> new EosClient(eos(prefix), scope, prefix + "bench");
            case "bare" -> bare(prefix, scope);
            default -> throw new IllegalArgumentException("client was '" + kind + "' but must be eos or bare");
        };
    }

    /** Opens what another library offers for this storage system. */
    Peer peer(PeerKind kind) throws Exception {
        String prefix = prefix();
        return kind.open(store, store.equals("h2") ? h2(prefix) : address, prefix);
    }

    private static String prefix() {
        return "b%08x_".formatted(ThreadLocalRandom.current().nextInt());
    }

    private ResultStore eos(String prefix) {
        Map<String, String> settings = new HashMap<>();
        switch (store) {
            case "memory" -> {
                return new InMemoryResultStore();
            }
            case "redis", "redis-cluster", "zookeeper" -> {}
            case "cassandra" -> settings.putAll(Map.of("create-schema", "true", "connection-timeout", "1m"));
            default -> settings.put("create-schema", "true");
        }
        String url = store.equals("h2") ? h2(prefix) : address;
        // A server of Cassandra keeps much in memory for each table: so processors differ there, not tables.
        String names = store.equals("cassandra") ? StoreConfig.DEFAULT_PREFIX : prefix;
        return StoreLocator.open(new StoreConfig(StoreAddress.parse(url), settings, names));
    }

    private Client bare(String prefix, Scope scope) throws Exception {
        return switch (store) {
            case "memory" -> new MapClient();
            case "h2" -> new BareJdbcClient(h2(prefix), BareSql.H2, prefix, scope);
            case "postgresql" -> new BareJdbcClient(address, BareSql.POSTGRESQL, prefix, scope);
            case "mariadb" -> new BareJdbcClient(address, BareSql.MARIADB, prefix, scope);
            case "redis", "redis-cluster" -> BareRedisClient.open(address, prefix, scope);
            case "zookeeper" -> BareZooKeeperClient.open(address, prefix, scope);
            case "cassandra" -> BareCassandraClient.open(address, scope);
            default -> throw Storage.unknown(store);
        };
    }

    /** A file of its own, opened as the store opens it by itself. */
    private String h2(String prefix) {
        return "jdbc:h2:file:" + address + "/" + prefix + "h2;WRITE_DELAY=0;AUTO_SERVER=TRUE";
    }
}
