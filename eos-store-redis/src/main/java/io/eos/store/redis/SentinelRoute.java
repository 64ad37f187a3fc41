package io.eos.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.Delay;

/** The server that Sentinel calls the master; threads of Jedis listen to each sentinel for another one. Thread-safe. */
final class SentinelRoute implements Route {
    private final SentineledConnectionProvider provider;

    SentinelRoute(
            Set<HostAndPort> sentinels,
            String master,
            JedisClientConfig client,
            JedisClientConfig sentinelClient,
            ConnectionPoolConfig pool) {
        this.provider = new SentineledConnectionProvider(
                master, client, pool, sentinels, sentinelClient, Delay.constant(Duration.ofSeconds(1)));
    }

    @Override
    public String server(int slot) {
        return provider.getCurrentMaster().toString();
    }

    @Override
    public List<String> servers() {
        return List.of(server(0));
    }

    @Override
    public Connection connect(String name) {
        return provider.getConnection();
    }

    @Override
    public void refresh() {
        // The listeners do.
    }

    @Override
    public void lost(String name) {
        provider.getConnectionMap().values().forEach(pool -> pool.clear());
    }

    @Override
    public void close() {
        provider.close();
    }
}
