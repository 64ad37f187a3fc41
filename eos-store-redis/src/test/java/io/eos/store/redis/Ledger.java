package io.eos.store.redis;

import io.eos.api.StoreAddress;
import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.Feature;
import io.eos.testkit.TransactionalFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.Protocol.Command;

/** A server or cluster with lists that a handler appends to, and stores on it. */
final class Ledger implements TransactionalFixture<RedisEffects> {
    private final String address;
    private final Map<String, String> settings;
    private final Map<Feature, String> gaps;
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    Ledger(String address, Map<String, String> settings, Map<Feature, String> gaps) {
        this.address = address;
        this.settings = settings;
        this.gaps = gaps;
    }

    @Override
    public TransactionalResultStore<RedisEffects> open() {
        return open(Map.of());
    }

    RedisResultStore open(Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(settings);
        all.putAll(more);
        StoreConfig config = new StoreConfig(StoreAddress.parse(address), all, StoreConfig.DEFAULT_PREFIX);
        return (RedisResultStore) new RedisResultStoreProvider().open(config);
    }

    @Override
    public Map<Feature, String> gaps() {
        return gaps;
    }

    @Override
    public void append(RedisEffects effects, String ledger, String line) {
        String key = "ledger:" + effects.hashTag() + ledger;
        keys.add(key);
        effects.queue("RPUSH", key, line);
    }

    @Override
    public List<String> lines(String ledger) {
        List<String> lines = new ArrayList<>();
        try (Calls calls = calls(Map.of())) {
            keys.stream()
                    .filter(key -> key.endsWith(ledger))
                    .forEach(key -> Replies.list(calls.read(
                                    "lines",
                                    Call.of(Command.LRANGE).key(key).with(0).with(-1)))
                            .forEach(line -> lines.add(Replies.text(line))));
        }
        return lines;
    }

    /** A way to ask the server anything. */
    Calls calls(Map<String, String> more) {
        StoreConfig config = new StoreConfig(StoreAddress.parse(address), more, StoreConfig.DEFAULT_PREFIX);
        return new Calls(Routes.open(RedisStoreConfig.read(config)), new RedisErrors(address), 0, 0);
    }

    String address() {
        return address;
    }
}
