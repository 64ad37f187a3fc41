package io.eos.store.redis;

import com.google.auto.service.AutoService;
import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import java.util.List;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens stores on Redis 6.2 or newer: {@code redis://host}, {@code redis-cluster://host,host} and {@code redis-sentinel://host,host/master},
 * with {@code rediss} in the place of {@code redis} for TLS.
 *
 * <p>Settings: {@code user}, {@code password}, {@code sentinel-user}, {@code sentinel-password}, {@code tls-truststore}, {@code
 * tls-truststore-password}, {@code buckets} (16 in a cluster, else 1), {@code pool-size} (10), {@code connection-timeout} (8s), {@code
 * socket-timeout} (10s), {@code replica-acks} (0), {@code replica-ack-timeout} (1s).
 *
 * <p>What it does not cover: an acknowledged write is safe only on a server without replicas that has {@code appendonly yes} and {@code
 * appendfsync always}. Everything else can lose the last writes in a failover or a power failure. eos then sees that the shard's watermark
 * or epoch went back, and says so; it does not bring back what was lost.
 *
 * <p>Thread-safe.
 */
@AutoService(ResultStoreProvider.class)
public final class RedisResultStoreProvider implements ResultStoreProvider {
    static final String NAME = "redis";

    /** For {@link java.util.ServiceLoader}. */
    public RedisResultStoreProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "redis://localhost:6379",
                "redis-cluster://host1:6379,host2:6379",
                "redis-sentinel://host1:26379,host2:26379/master-name");
    }

    @Override
    public boolean accepts(StoreAddress address) {
        return RedisAddress.accepts(address);
    }

    @Override
    public ResultStore open(StoreConfig config) {
        RedisStoreConfig settings = RedisStoreConfig.read(config);
        RedisErrors errors = new RedisErrors(config.address().toString());
        Route route;
        try {
            route = Routes.open(settings);
        } catch (JedisException e) {
            throw errors.notOpened(e);
        }
        Calls calls =
                new Calls(route, errors, settings.acks(), settings.ackTimeout().toMillis());
        try {
            return new RedisResultStore(settings, calls);
        } catch (RuntimeException e) {
            calls.close();
            throw e;
        }
    }
}
