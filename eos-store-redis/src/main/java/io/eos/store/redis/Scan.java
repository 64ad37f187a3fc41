package io.eos.store.redis;

import io.eos.api.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Goes through a hash, a few hundred fields at a time. What is there from beginning to end is seen, perhaps twice; what comes or goes
 * meanwhile may be or not.
 */
final class Scan {
    private static final int PAGE = 500;

    private final Calls calls;
    private final String key;

    Scan(Calls calls, String key) {
        this.calls = calls;
        this.key = key;
    }

    /** A field with its value. */
    record Pair(Bytes field, Bytes value) {
        private byte[] beginning(int most) {
            return Arrays.copyOf(value.unsafeArray(), Math.min(most, value.size()));
        }
    }

    void forEachPage(Consumer<List<Pair>> consumer) {
        String cursor = "0";
        do {
            Call call =
                    Call.of(Command.HSCAN).key(key).with(cursor).with("COUNT").with(PAGE);
            List<@Nullable Object> reply = Replies.list(calls.read("a scan", call));
            cursor = Replies.text(reply.get(0));
            List<@Nullable Object> flat = Replies.list(reply.get(1));
            List<Pair> page = new ArrayList<>();
            for (int i = 0; i < flat.size(); i += 2) {
                page.add(new Pair(Bytes.wrap(Replies.bytes(flat.get(i))), Bytes.wrap(Replies.bytes(flat.get(i + 1)))));
            }
            consumer.accept(page);
        } while (!cursor.equals("0"));
    }

    /** Removes fields whose values still begin as they were read, and says how many there were. */
    static long delete(Calls calls, String what, String key, List<Pair> pairs, int beginning) {
        long deleted = 0;
        for (int from = 0; from < pairs.size(); from += PAGE) {
            List<Pair> some = pairs.subList(from, Math.min(pairs.size(), from + PAGE));
            Call call = Call.of(Script.DELETE).key(key);
            some.forEach(pair -> call.with(pair.field().unsafeArray()));
            some.forEach(pair -> call.with(pair.beginning(beginning)));
            deleted += Replies.number(calls.write(what, call));
        }
        return deleted;
    }
}
