package io.eos.spi;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.Shard;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry stands among all of a processor, by its id and then by its shard: what {@link StoreAdmin#list} goes on from. Immutable.
 *
 * @param id the entry's
 * @param shard as text that sorts like shards, empty in {@code PROCESSOR} scope
 */
public record EntryCursor(MessageId id, String shard) implements Comparable<EntryCursor> {
    /**
     * {@return the place of an id in a shard}
     *
     * @param id the entry's
     * @param shard null in {@code PROCESSOR} scope
     */
    public static EntryCursor of(MessageId id, @Nullable Shard shard) {
        return new EntryCursor(id, shard == null ? "" : "%s-%010d".formatted(shard.topicId(), shard.partition()));
    }

    /**
     * {@return the place of an entry}
     *
     * @param entry the last of a page
     */
    public static EntryCursor of(StoreAdmin.Entry entry) {
        return of(entry.id(), entry.shard());
    }

    /**
     * {@return what {@link #text()} wrote, or null for null}
     *
     * @param text what stood for a page's end, or null for the first page
     * @throws IllegalArgumentException if it is none
     */
    public static @Nullable EntryCursor parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a page of this store");
        }
        byte[] id = HexFormat.of().parseHex(text.substring(0, slash));
        try {
            return new EntryCursor(MessageId.fromBytes(id), text.substring(slash + 1));
        } catch (CorruptRecordException e) {
            throw new IllegalArgumentException("not a page of this store: " + e.getMessage(), e);
        }
    }

    /** {@return the text for {@link StoreAdmin.Page#next()}} */
    public String text() {
        return HexFormat.of().formatHex(id.toBytes()) + "/" + shard;
    }

    @Override
    public int compareTo(EntryCursor other) {
        int byId = id.compareTo(other.id);
        return byId != 0 ? byId : shard.compareTo(other.shard);
    }
}
