package io.eos.store.redis;

import java.util.List;
import java.util.Set;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** The masters of a cluster, each with its slots. Thread-safe. */
final class ClusterRoute implements Route {
    private final ClusterConnectionProvider provider;

    ClusterRoute(Set<HostAndPort> nodes, JedisClientConfig client, ConnectionPoolConfig pool) {
        this.provider = new ClusterConnectionProvider(nodes, client, pool);
    }

    @Override
    public String server(int slot) {
        HostAndPort node = provider.getNode(slot);
        if (node == null) {
            provider.renewSlotCache();
            node = provider.getNode(slot);
        }
        if (node == null) {
            throw new JedisClusterOperationException("no server of the cluster has slot " + slot);
        }
        return node.toString();
    }

    @Override
    public List<String> servers() {
        return provider.getPrimaryNodes().keySet().stream().sorted().toList();
    }

    @Override
    public Connection connect(String server) {
        return provider.getConnection(HostAndPort.from(server));
    }

    @Override
    public void refresh() {
        provider.renewSlotCache();
    }

    @Override
    public void lost(String server) {
        ConnectionPool pool = provider.getNodes().get(server);
        if (pool != null) {
            pool.clear();
        }
    }

    @Override
    public void close() {
        provider.close();
    }
}
