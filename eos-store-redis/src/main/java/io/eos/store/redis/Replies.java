package io.eos.store.redis;

import io.eos.api.CorruptRecordException;
import io.eos.api.FencedException;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads answers: byte arrays, {@link Long}s, lists, null. */
final class Replies {
    private Replies() {}

    /** The list that a script or command answers with. */
    static List<@Nullable Object> list(@Nullable Object reply) {
        if (!(reply instanceof List<?> list)) {
            throw new CorruptRecordException("an answer of the store was no list");
        }
        return new ArrayList<@Nullable Object>(list);
    }

    static byte[] bytes(@Nullable Object reply) {
        if (!(reply instanceof byte[] bytes)) {
            throw new CorruptRecordException("an answer of the store was no text");
        }
        return bytes;
    }

    static byte @Nullable [] bytesOrNull(@Nullable Object reply) {
        return reply == null ? null : bytes(reply);
    }

    static String text(@Nullable Object reply) {
        return new String(bytes(reply), StandardCharsets.UTF_8);
    }

    static long number(@Nullable Object reply) {
        return reply instanceof Long number ? number : Long.parseLong(text(reply));
    }

    /** What a guarded script answers with, once it is seen not to have refused the tenure. */
    static List<@Nullable Object> accepted(@Nullable Object reply, Tenure tenure, @Nullable Checkpoint checkpoint) {
        List<@Nullable Object> list = list(reply);
        if (text(list.get(0)).equals("F")) {
            throw fenced(text(list.get(1)), text(list.get(2)), tenure, checkpoint);
        }
        if (text(list.get(0)).equals("U")) {
            throw new CorruptRecordException("a stored claim of " + number(list.get(1)) + " bytes in " + tenure.shard()
                    + " is none that this release knows");
        }
        return list;
    }

    private static FencedException fenced(String why, String present, Tenure tenure, @Nullable Checkpoint checkpoint) {
        return switch (why) {
            case "seq" ->
                new FencedException("write " + (checkpoint == null ? "" : checkpoint.sequence()) + " of a tenure of "
                        + tenure.shard() + " came after its write " + present);
            case "wm" ->
                new FencedException("the watermark of " + tenure.shard() + " is " + present + ", but "
                        + (checkpoint == null ? "a higher one" : checkpoint.acknowledged())
                        + " was acknowledged: the store went back to an earlier history");
            default ->
                new FencedException("tenure " + tenure.epoch() + " of " + tenure.node() + " does not own "
                        + tenure.shard() + ": "
                        + (present.isEmpty() ? "nobody does" : "its epoch is " + present.split(":", 2)[0]));
        };
    }
}
