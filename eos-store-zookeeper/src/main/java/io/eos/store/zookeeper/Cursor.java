package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry stands among all of a processor: by its id, then by its shard.
 *
 * @param shard as text that sorts like shards, empty in {@code PROCESSOR} scope
 */
record Cursor(MessageId id, String shard) implements Comparable<Cursor> {
    private static final Comparator<Cursor> ORDER =
            Comparator.comparing(Cursor::id).thenComparing(Cursor::shard);

    static Cursor of(MessageId id, @Nullable Shard shard) {
        return new Cursor(id, shard == null ? "" : "%s-%010d".formatted(shard.topicId(), shard.partition()));
    }

    static Cursor parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a page of this store");
        }
        return new Cursor(
                MessageId.fromBytes(HexFormat.of().parseHex(text.substring(0, slash))), text.substring(slash + 1));
    }

    /** For {@link #parse}. */
    String text() {
        return HexFormat.of().formatHex(id.toBytes()) + "/" + shard;
    }

    @Override
    public int compareTo(Cursor other) {
        return ORDER.compare(this, other);
    }
}
