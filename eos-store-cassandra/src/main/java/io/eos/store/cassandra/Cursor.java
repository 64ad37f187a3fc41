package io.eos.store.cassandra;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.StoreAdmin.Entry;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry stands among all: by its id, then by its shard.
 *
 * @param shard as text that sorts like shards, empty in {@code PROCESSOR} scope
 */
record Cursor(MessageId id, String shard) implements Comparable<Cursor> {
    static Cursor parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a page of this store");
        }
        return new Cursor(
                MessageId.fromBytes(HexFormat.of().parseHex(text.substring(0, slash))), text.substring(slash + 1));
    }

    static Cursor of(Entry entry) {
        return of(entry.id(), entry.shard());
    }

    static Cursor of(MessageId id, @Nullable Shard shard) {
        return new Cursor(id, shard == null ? "" : "%s-%010d".formatted(shard.topicId(), shard.partition()));
    }

    String format() {
        return HexFormat.of().formatHex(id.toBytes()) + "/" + shard;
    }

    @Override
    public int compareTo(Cursor other) {
        int byId = id.compareTo(other.id);
        return byId != 0 ? byId : shard.compareTo(other.shard);
    }
}
