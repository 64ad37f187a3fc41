package io.eos.store.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The effects of one run of a handler. Not thread-safe: it refuses other threads, and any use after the run. */
final class EffectQueue implements RedisEffects {
    static final int MOST = 5_000;

    private final Thread thread = Thread.currentThread();
    private final List<Effect> effects = new ArrayList<>();
    private final Keys keys;
    private final Cell cell;
    private final boolean clustered;
    private @Nullable String violation;
    private boolean ended;

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
        }
    }

    private Effect accepted(String command, byte[] key, byte[]... arguments) {
        Effect effect = Effect.of(command, key, arguments);
        if (effects.size() == MOST) {
            throw new IllegalArgumentException("a transaction takes at most " + MOST + " effects");
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
            throw new IllegalStateException("these effects are good only inside the work, on its thread");
        }
    }
}
