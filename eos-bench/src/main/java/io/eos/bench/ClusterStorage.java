package io.eos.bench;

import io.eos.servers.RedisCluster;
import io.eos.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

/** A Redis cluster, whose members tell clients of each other. Not thread-safe. */
final class ClusterStorage extends Storage {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final RedisCluster cluster;

    ClusterStorage(RedisCluster cluster) {
        super(cluster.address(), cluster::close);
        this.cluster = cluster;
    }

    /** From then on the members tell clients the ports of the proxies. */
    @Override
    String through(IntUnaryOperator proxyOf) {
        List<String> ports = new ArrayList<>();
        for (RedisServer master : cluster.masters()) {
            String port = Integer.toString(proxyOf.applyAsInt(master.port()));
            master.command("CONFIG", "SET", "cluster-announce-port", port);
            ports.add(port);
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (RedisServer master : cluster.masters()) {
            while (!ports.stream().allMatch(master.command("CLUSTER", "NODES")::contains)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(master + " does not know the ports of the proxies");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return "redis-cluster://127.0.0.1:" + String.join(",127.0.0.1:", ports);
    }
}
