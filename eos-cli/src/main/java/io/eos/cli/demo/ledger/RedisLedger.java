package io.eos.cli.demo.ledger;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.LedgerReader;
import io.eos.cli.audit.RedisLedgerReader;
import java.net.URI;
import java.util.Collection;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A list of entries and a hash of balances. Not thread-safe. */
public final class RedisLedger implements Ledger {
    private final String address;
    private final String name;
    private final Jedis jedis;

    RedisLedger(String address, String name) {
        this.address = address;
        this.name = name;
        this.jedis = new Jedis(URI.create(address));
    }

    /** Takes a command that is carried out with the others, or not at all. */
    @FunctionalInterface
    public interface Queue {
        /** Queues a command. */
        void add(String command, String key, String... arguments);
    }

    @Override
    public void create(Collection<String> accounts) {
        // A key is there with its first element.
    }

    @Override
    public void enter(Effect entry) {
        try (AbstractTransaction transaction = jedis.multi()) {
            transaction.rpush(name, entry.toLine());
            transaction.hincrBy(balances(name), entry.account(), entry.cents());
            transaction.exec();
        } catch (JedisException e) {
            throw new LedgerException(name, e);
        }
    }

    /** Makes an entry with commands that the caller has carried out together. */
    public static void enter(Queue queue, String name, Effect entry) {
        queue.add("RPUSH", name, entry.toLine());
        queue.add("HINCRBY", balances(name), entry.account(), Long.toString(entry.cents()));
    }

    private static String balances(String name) {
        return name + ":balances";
    }

    @Override
    public LedgerReader reader() {
        return new RedisLedgerReader(address, name, balances(name));
    }

    @Override
    public void close() {
        jedis.close();
    }
}
