package io.eos.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The peers that there are, and how each is set. */
public enum PeerKind {
    /**
     * Apache Camel's idempotent repositories, called as an idempotent consumer calls them when it is eager, as by default: {@code add} and,
     * once the message is done, {@code confirm}. {@code MemoryIdempotentRepository}, {@code JdbcMessageIdRepository} with its own table and
     * primary key, a transaction for each id; {@code SpringRedisIdempotentRepository}, a set; {@code CassandraIdempotentRepository} with
     * the key alone as the primary key, so that ids spread over partitions, at quorum.
     */
    CAMEL("memory", "h2", "postgresql", "mariadb", "redis", "cassandra"),

    /**
     * Spring Integration's metadata stores, called as {@code MetadataStoreSelector} of its idempotent receiver does: {@code putIfAbsent}.
     * {@code JdbcMetadataStore} with the table of its own schema files, each id committed by itself; {@code RedisMetadataStore}, a hash;
     * {@code ZookeeperMetadataStore}, with its cache.
     */
    SPRING("h2", "postgresql", "mariadb", "redis", "zookeeper"),

    /**
     * What is written by hand: a prepared {@code SELECT}, then a prepared {@code INSERT}, and a commit for each id; on Redis one {@code SET
     * … NX} for each, with the retention as its expiry.
     */
    PLAIN("h2", "postgresql", "mariadb", "redis"),

    /** The same statements with one commit for the whole batch; on Redis the same commands, sent without waiting for answers. */
    PLAIN_BATCH("h2", "postgresql", "mariadb", "redis");

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> stores;

    PeerKind(String... stores) {
        this.stores = List.of(stores);
    }

    /** Those that there are for a storage system, named as the benchmarks name it. */
    public static List<PeerKind> of(String store) {
        return Arrays.stream(values())
                .filter(kind -> kind.stores.contains(store))
                .toList();
    }

    /** The kind of this name. */
    public static PeerKind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("peer was '" + name + "' but must be one of "
                        + Arrays.stream(values()).map(PeerKind::label).toList()));
    }

    /** As parameters and reports name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Opens one where nothing is marked yet.
     *
     * @param store the storage system, as the benchmarks name it
     * @param address of the storage system: a JDBC URL, or as a store of eos takes it
     * @param prefix of tables, keys and paths; letters, digits and underscores
     */
    public Peer open(String store, String address, String prefix) throws Exception {
        if (!stores.contains(store)) {
            throw new IllegalArgumentException(label() + " has nothing for " + store);
        }
        return switch (this) {
            case CAMEL -> CamelPeer.open(store, address, prefix);
            case SPRING -> SpringPeer.open(store, address, prefix);
            case PLAIN -> plain(store, address, prefix, false);
            case PLAIN_BATCH -> plain(store, address, prefix, true);
        };
    }

    private static Peer plain(String store, String address, String prefix, boolean together) throws Exception {
        return store.equals("redis")
                ? new PlainRedisPeer(address, prefix, together)
                : new PlainJdbcPeer(address, prefix, together);
    }
}
