package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.PeerTask;
import java.net.URI;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/** Connections to Redis by Spring Data, pooled, with the patience that the stores of eos have in these runs. Stateless. */
final class RedisConnections {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private RedisConnections() {}

    static JedisConnectionFactory open(PeerTask task) {
        URI uri = URI.create(task.address());
        JedisConnectionFactory factory = new JedisConnectionFactory(
                new RedisStandaloneConfiguration(uri.getHost(), uri.getPort()),
                JedisClientConfiguration.builder()
                        .connectTimeout(PATIENCE)
                        .readTimeout(PATIENCE)
                        .usePooling()
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
