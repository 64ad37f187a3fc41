package io.eos.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * One thing to ask a server: a script or a command. Its keys are in one slot. Not thread-safe; the arrays are handed over.
 */
final class Call {
    private final @Nullable Script script;
    private final Command command;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> arguments = new ArrayList<>();

    private Call(@Nullable Script script, Command command) {
        this.script = script;
        this.command = command;
    }

    static Call of(Script script) {
        return new Call(script, Command.EVALSHA);
    }

    static Call of(Command command) {
        return new Call(null, command);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Call key(String key) {
        return key(bytes(key));
    }

    Call key(byte[] key) {
        keys.add(key);
        return this;
    }

    Call with(byte[] argument) {
        arguments.add(argument);
        return this;
    }

    Call with(String argument) {
        return with(bytes(argument));
    }

    Call with(long argument) {
        return with(Long.toString(argument));
    }

    Call withAll(List<byte[]> more) {
        arguments.addAll(more);
        return this;
    }

    /** The slot of its keys; a call without keys goes to any server. */
    int slot() {
        return keys.isEmpty() ? 0 : JedisClusterCRC16.getSlot(keys.get(0));
    }

    /** What is sent; a script by its hash, or in full. */
    CommandArguments toArguments(boolean full) {
        CommandArguments all;
        if (script == null) {
            all = new CommandArguments(command);
        } else {
            all = full
                    ? new CommandArguments(Command.EVAL).add(script.source())
                    : new CommandArguments(Command.EVALSHA).add(script.hash());
            all.add(keys.size());
        }
        keys.forEach(all::add);
        arguments.forEach(all::add);
        return all;
    }
}
