package io.eos.core;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** One partition's log in a simulated broker. */
final class SimLog {
    private final List<Entry> entries = new ArrayList<>();
    private long next;

    /** A record. */
    static final class Entry {
        final SimLog log;
        final long offset;
        final byte @Nullable [] key;
        final byte @Nullable [] value;
        final Headers headers;
        /** Whose end decides about it. */
        @Nullable SimTransaction transaction;

        boolean vanished;

        Entry(
                SimLog log,
                long offset,
                byte @Nullable [] key,
                byte @Nullable [] value,
                Headers headers,
                @Nullable SimTransaction transaction) {
            this.log = log;
            this.offset = offset;
            this.key = key;
            this.value = value;
            this.headers = headers;
            this.transaction = transaction;
        }

        /** Whether a reader of committed records sees it. */
        boolean isVisible() {
            return !vanished && (transaction == null || transaction.isCommitted());
        }
    }

    Entry append(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers, @Nullable SimTransaction transaction) {
        Entry entry = new Entry(this, next++, key, value, headers, transaction);
        entries.add(entry);
        return entry;
    }

    /** Offsets that hold no record. */
    void skip(int offsets) {
        next += offsets;
    }

    /** The offset of the next record. */
    long next() {
        return next;
    }

    /** All that was ever appended. */
    List<Entry> all() {
        return entries;
    }

    /** The records that are there from an offset on, up to so many. */
    List<Entry> from(long offset, int most) {
        List<Entry> found = new ArrayList<>();
        for (int i = index(offset); i < entries.size() && found.size() < most; i++) {
            if (entries.get(i).isVisible()) {
                found.add(entries.get(i));
            }
        }
        return found;
    }

    /** Between two offsets, the second one exclusive. */
    List<Entry> between(long from, long to) {
        List<Entry> found = new ArrayList<>();
        for (int i = index(from); i < entries.size() && entries.get(i).offset < to; i++) {
            found.add(entries.get(i));
        }
        return found;
    }

    private int index(long offset) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).offset < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
