package io.eos.store.redis;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.StoreAdmin.Entry;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of entries ends: the last id, and its shard.
 *
 * @param shard as text that sorts like shards, empty in {@code PROCESSOR} scope
 */
record Cursor(MessageId id, String shard) {
    static @Nullable Cursor parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a page of this store");
        }
        return new Cursor(
                MessageId.fromBytes(HexFormat.of().parseHex(text.substring(0, slash))), text.substring(slash + 1));
    }

    static String after(Entry last) {
        return HexFormat.of().formatHex(last.id().toBytes()) + "/" + shardText(last.shard());
    }

    /** Whether a shard's entry of the same id comes after this one. */
    boolean isBefore(@Nullable Shard other) {
        return shard.compareTo(shardText(other)) < 0;
    }

    static String shardText(@Nullable Shard shard) {
        return shard == null ? "" : "%s-%010d".formatted(shard.topicId(), shard.partition());
    }
}
