package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.PeerTask;
import java.time.Duration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** A key for each id, with the retention that eos has by default: {@code EXISTS}, then {@code SET … EX}. */
final class RedisMarks implements Marks {
    private static final Duration RETENTION = Duration.ofDays(30);

    private final JedisConnectionFactory connections;
    private final StringRedisTemplate redis;
    private final String prefix;

    RedisMarks(PeerTask task) {
        connections = RedisConnections.open(task);
        redis = new StringRedisTemplate(connections);
        prefix = task.prefix() + task.group() + ":";
    }

    @Override
    public boolean has(String id) {
        return Boolean.TRUE.equals(redis.hasKey(prefix + id));
    }

    @Override
    public void add(String id) {
        redis.opsForValue().set(prefix + id, "1", RETENTION);
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
