package io.eos.peers;

import java.net.URI;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/** Spring's connections to Redis: one, kept. */
record SpringRedis(RedisConnectionFactory factory, Runnable end) implements AutoCloseable {
    static SpringRedis connect(String address) {
        URI uri = URI.create(address);
        JedisConnectionFactory factory =
                new JedisConnectionFactory(new RedisStandaloneConfiguration(uri.getHost(), uri.getPort()));
        factory.afterPropertiesSet();
        factory.start();
        return new SpringRedis(factory, factory::destroy);
    }

    @Override
    public void close() {
        end.run();
    }
}
