package io.eos.cli.audit;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Reads a list of entries and a hash of balances with plain Redis commands. Not thread-safe. */
public final class RedisLedgerReader implements LedgerReader {
    private static final int AT_ONCE = 5_000;

    private final Jedis jedis;
    private final String entries;
    private final String balances;
    private final List<Effect> read = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    /** Connects. */
    public RedisLedgerReader(String address, String entries, String balances) {
        this.jedis = new Jedis(URI.create(address));
        this.entries = entries;
        this.balances = balances;
    }

    /** Entries are only ever added at the end, so reading goes on where it stopped. */
    @Override
    public List<Effect> effects() {
        try {
            List<String> more;
            do {
                more = jedis.lrange(entries, read.size(), read.size() + AT_ONCE - 1);
                more.stream().map(Effect::parse).forEach(effect -> {
                    read.add(effect);
                    ids.add(effect.id());
                });
            } while (more.size() == AT_ONCE);
            return Collections.unmodifiableList(read);
        } catch (JedisException e) {
            throw new UnreadableLedgerException(entries, e);
        }
    }

    @Override
    public Map<String, Long> balances() {
        try {
            Map<String, Long> found = new HashMap<>();
            jedis.hgetAll(balances).forEach((account, cents) -> found.put(account, Long.valueOf(cents)));
            return found;
        } catch (JedisException e) {
            throw new UnreadableLedgerException(balances, e);
        }
    }

    @Override
    public Set<String> present(Collection<String> wanted) {
        effects();
        Set<String> found = new HashSet<>(wanted);
        found.retainAll(ids);
        return found;
    }

    @Override
    public void close() {
        jedis.close();
    }
}
