package io.eos.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Redis cluster of masters, each with a third of the slots; without replicas, unless one is asked for.
 *
 * <p>{@value Endpoints#REDIS_CLUSTER}, an address such as {@code redis-cluster://host1:6379,host2:6379}, puts a cluster of the environment
 * in its place. Thread-safe; see {@link RedisServer} for errors.
 */
public final class RedisCluster implements AutoCloseable {

    private static final DatabaseOptions MEMORY = DatabaseOptions.defaults().withDurable(false);
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String address;
    private final @Nullable List<RedisServer> masters;
    private @Nullable RedisServer replica;

    private RedisCluster(String address, @Nullable List<RedisServer> masters) {
        this.address = address;
        this.masters = masters;
    }

    /** Starts a cluster in which the first master has a replica, which takes its place when it is away for two seconds. */
    public static RedisCluster withReplica() {
        RedisCluster cluster = embedded(MEMORY);
        try {
            cluster.addReplica();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts a cluster of servers that keep their data in memory, and waits until all of them know all slots. */
    public static RedisCluster open() {
        return open(MEMORY);
    }

    /** Starts a cluster of servers with these options, each of them alike, and waits until all of them know all slots. */
    public static RedisCluster open(DatabaseOptions options) {
        return Endpoints.redisCluster()
                .map(address -> new RedisCluster(address, null))
                .orElseGet(() -> embedded(options));
    }

    private static RedisCluster embedded(DatabaseOptions options) {
        List<RedisServer> masters = new ArrayList<>();
        try {
            for (int i = 0; i < MASTERS; i++) {
                masters.add(node(options));
            }
            join(masters);
            String hosts =
                    masters.stream().map(master -> "127.0.0.1:" + master.port()).collect(Collectors.joining(","));
            return new RedisCluster("redis-cluster://" + hosts, masters);
        } catch (RuntimeException e) {
            masters.forEach(RedisServer::close);
            throw e;
        }
    }

    private static RedisServer node(DatabaseOptions options) {
        return RedisServer.embedded(options.withSetting("cluster-enabled", "yes")
                .withSetting("cluster-node-timeout", "2000")
                .withSetting("cluster-port", Integer.toString(Ports.free())));
    }

    private void addReplica() {
        RedisServer first = masters().get(0);
        RedisServer added = node(MEMORY);
        replica = added;
        added.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(first.port()), value(first, "cluster-port"));
        String id = first.command("CLUSTER", "MYID");
        Await.until(
                "a replica to follow the first master of a Redis cluster",
                TIMEOUT,
                () -> added.command("CLUSTER", "NODES").contains(id)
                        && follows(added, id)
                        && masters().stream().allMatch(master -> knows(master, id)),
                () -> "\n" + added.command("CLUSTER", "NODES"));
    }

    private static boolean follows(RedisServer replica, String master) {
        if (!replica.command("CLUSTER", "NODES").contains("slave " + master)) {
            replica.command("CLUSTER", "REPLICATE", master);
        }
        return replica.command("INFO", "replication").contains("master_link_status:up");
    }

    private static boolean knows(RedisServer server, String master) {
        return server.command("CLUSTER", "NODES").contains("slave " + master);
    }

    private static void join(List<RedisServer> masters) {
        int first = masters.get(0).port();
        String firstBus = value(masters.get(0), "cluster-port");
        for (int i = 0; i < MASTERS; i++) {
            RedisServer master = masters.get(i);
            int from = i * SLOTS / MASTERS;
            int to = (i + 1) * SLOTS / MASTERS - 1;
            master.command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(from), Integer.toString(to));
            master.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i > 0) {
                master.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(first), firstBus);
            }
        }
        Await.until(
                "a Redis cluster to form",
                TIMEOUT,
                () -> masters.stream().allMatch(RedisCluster::knowsAll),
                () -> "\n" + masters.get(0).command("CLUSTER", "NODES"));
    }

    private static boolean knowsAll(RedisServer master) {
        String info = master.command("CLUSTER", "INFO");
        return info.contains("cluster_state:ok")
                && info.contains("cluster_known_nodes:" + MASTERS)
                && info.contains("cluster_slots_ok:" + SLOTS);
    }

    private static String value(RedisServer server, String setting) {
        try {
            if (RespConnection.ask(server.port(), "CONFIG", "GET", setting) instanceof List<?> pair
                    && pair.size() == 2) {
                return String.valueOf(pair.get(1));
            }
            throw new ServerException(server + " has no setting " + setting);
        } catch (IOException e) {
            throw new ServerException(server + " does not tell " + setting, e);
        }
    }

    /** Address of the cluster, as the store takes it; it may hold a password. */
    public String address() {
        return address;
    }

    /** The masters of an embedded cluster, in the order of their slots. */
    public List<RedisServer> masters() {
        if (masters == null) {
            throw Endpoints.refusal("list the masters of", Endpoints.REDIS_CLUSTER);
        }
        return List.copyOf(masters);
    }

    /** What follows the first master, in a cluster {@linkplain #withReplica() with a replica}. */
    public RedisServer replica() {
        if (replica == null) {
            throw new ServerException(this + " has no replica");
        }
        return replica;
    }

    /** Whether this cluster was given in the environment. */
    public boolean isExternal() {
        return masters == null;
    }

    /** Ends an embedded cluster and deletes its data. Idempotent. */
    @Override
    public void close() {
        if (replica != null) {
            replica.close();
        }
        if (masters != null) {
            masters.forEach(RedisServer::close);
        }
    }

    @Override
    public String toString() {
        return "RedisCluster[" + (isExternal() ? Endpoints.REDIS_CLUSTER : address) + "]";
    }
}
