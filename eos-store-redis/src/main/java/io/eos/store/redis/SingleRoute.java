package io.eos.store.redis;

import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** One server with all there is. Thread-safe. */
final class SingleRoute implements Route {
    private final PooledConnectionProvider provider;
    private final String server;

    SingleRoute(HostAndPort server, JedisClientConfig client, ConnectionPoolConfig pool) {
        this.provider = new PooledConnectionProvider(server, client, pool);
        this.server = server.toString();
    }

    @Override
    public String server(int slot) {
        return server;
    }

    @Override
    public List<String> servers() {
        return List.of(server);
    }

    @Override
    public Connection connect(String name) {
        return provider.getConnection();
    }

    @Override
    public void refresh() {
        // There is no other.
    }

    @Override
    public void lost(String name) {
        provider.getPool().clear();
    }

    @Override
    public void close() {
        provider.close();
    }
}
