package io.eos.store.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The effects of one run of a handler. Not thread-safe: it refuses other threads, and any use after the run. */
final class EffectQueue implements RedisEffects {
    static final int MOST = 5_000;
    /** Of all effects; a server takes 1,048,576 words in a command, and a gigabyte of a client. */
    static final int MOST_ARGUMENTS = 500_000;

    static final int MOST_BYTES = 256 * 1024 * 1024;

    private static final String NULL = "an effect was given null for its command, its key or an argument";

    private final Thread thread = Thread.currentThread();
    private final List<Effect> effects = new ArrayList<>();
    private final Keys keys;
    private final Cell cell;
    private final boolean clustered;
    private volatile @Nullable String violation;
    private boolean ended;
    private int arguments;
    private long bytes;

    /** @param clustered whether keys must be in the slot of the cell */
    EffectQueue(Keys keys, Cell cell, boolean clustered) {
        this.keys = keys;
        this.cell = cell;
        this.clustered = clustered;
    }

    @Override
    public void queue(String command, byte[] key, byte[]... arguments) {
        check();
        try {
            effects.add(accepted(command, key, arguments));
        } catch (IllegalArgumentException e) {
            violation = e.getMessage();
            throw e;
        } catch (NullPointerException e) {
            violation = NULL;
            throw e;
        }
    }

    @Override
    public void queue(String command, String key, String... given) {
        try {
            RedisEffects.super.queue(command, key, given);
        } catch (NullPointerException e) {
            violation = NULL;
            throw e;
        }
    }

    private Effect accepted(String command, byte[] key, byte[]... given) {
        Effect effect = Effect.of(command, key, given);
        if (effects.size() == MOST) {
            throw new IllegalArgumentException("a transaction takes at most " + MOST + " effects");
        }
        arguments += effect.arguments().size();
        bytes += effect.size();
        if (arguments > MOST_ARGUMENTS || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a transaction's effects take at most " + MOST_ARGUMENTS
                    + " arguments and " + MOST_BYTES + " bytes together");
        }
        if (keys.isOwn(key)) {
            throw new IllegalArgumentException(command + " was given a key that is eos' own");
        }
        if (clustered && JedisClusterCRC16.getSlot(key) != JedisClusterCRC16.getSlot(Call.bytes(cell.results()))) {
            throw new IllegalArgumentException(command
                    + " was given a key in another slot than the results; in a cluster it must hold " + cell.hashTag());
        }
        return effect;
    }

    @Override
    public String hashTag() {
        check();
        return cell.hashTag();
    }

    List<Effect> effects() {
        return effects;
    }

    /** What was refused, whether or not the handler let the exception out. */
    @Nullable String violation() {
        return violation;
    }

    void end() {
        ended = true;
    }

    private void check() {
        if (ended || Thread.currentThread() != thread) {
            String refusal = "these effects are good only inside the work, on its thread";
            violation = refusal;
            throw new IllegalStateException(refusal);
        }
    }
}
