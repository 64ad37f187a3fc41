package io.eos.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a {@code transact} handler makes its effects with: commands that are queued, and carried out in the same script as the results and
 * the checkpoint, or not at all. Good only inside the handler, on its thread.
 *
 * <p>Allowed are {@code SET} (with {@code EX} or {@code PX}), {@code DEL}, {@code UNLINK}, {@code INCR}, {@code DECR}, {@code INCRBY}, {@code
 * DECRBY}, {@code HSET}, {@code HDEL}, {@code HINCRBY}, {@code LPUSH}, {@code RPUSH}, {@code SADD}, {@code SREM}, {@code ZADD} (without
 * options), {@code ZREM}, {@code ZINCRBY}, {@code XADD} (with {@code *}), {@code EXPIRE}, {@code PEXPIRE} and {@code PERSIST}, each on one
 * key. Reads are not: a command's answer comes when the handler is over. A handler that reads with a client of its own sees what is committed.
 *
 * <p>A transaction takes at most 5,000 effects, 1,000 arguments each, and 500,000 arguments and 256 MiB together. A key whose last field or member
 * a removal takes away counts as of its kind until the handler is over: to make it another kind, delete it.
 *
 * <p><b>What is not covered.</b> Redis does not undo the commands of a script that fails. So whatever can make one of these fail is looked at
 * before the first is carried out: the arguments here, and the kind of each key, that counters are whole numbers of at most 15 digits, and
 * that a stream has ids left, in the script. Memory that is full, a replica, and a server that takes no writes refuse a script at its first write. What remains is a
 * user whose permissions cover some of the commands and keys and not others (Redis refuses those in the middle: grant all that the handler
 * uses), and a server that dies in the middle of a script without its log being whole: it then reads the log up to the script's beginning.
 * Everything else that holds for results in this store holds for effects: where a replica can be promoted that has not got them, they can be
 * lost, and come back when the message does, since the checkpoint is lost with them.
 */
public interface RedisEffects {
    /**
     * Queues a command.
     *
     * @param command its name, in upper or lower case
     * @param key what it changes; not one of eos' own, and in a cluster one that holds {@link #hashTag()}
     * @param arguments what follows the key
     * @throws IllegalArgumentException if the command, its key or its arguments are not allowed; the transaction is refused then, also where
     *     the handler swallows the exception
     */
    void queue(String command, byte[] key, byte[]... arguments);

    /**
     * Queues a command of texts, in UTF-8.
     *
     * @param command its name, in upper or lower case
     * @param key what it changes
     * @param arguments what follows the key
     * @throws IllegalArgumentException as above
     */
    default void queue(String command, String key, String... arguments) {
        queue(
                command,
                key.getBytes(StandardCharsets.UTF_8),
                Arrays.stream(arguments)
                        .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
    }

    /**
     * {@return what a key must hold in a cluster to be in the slot of the results, such as {@code {payments:0}}; of no weight elsewhere}
     */
    String hashTag();
}
