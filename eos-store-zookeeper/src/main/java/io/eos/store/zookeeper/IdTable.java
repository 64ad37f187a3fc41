package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Says in which segments an id can be: a hash table of {@linkplain #fingerprint fingerprints} that is never filled beyond {@link #CAPACITY}, which bounds its memory to
 * 2 MiB. A fingerprint that two ids share names a segment too many, and none too few. Not thread-safe.
 */
final class IdTable {
    static final int CAPACITY = 3 << 16;

    /** Bits of an entry that are the number of a page, and that of a segment within it. */
    static final int PAGE_BITS = 22;

    static final int SEGMENT_BITS = 10;

    private static final int LEAST = 1 << 8;

    /** Fingerprint, page and segment; 0 where nothing is, since pages are numbered from 1. */
    private long[] entries = new long[LEAST];

    private int size;

    /** Stored: it never changes. */
    static int fingerprint(MessageId id) {
        CRC32C crc = new CRC32C();
        crc.update(id.toBytes());
        return (int) crc.getValue();
    }

    int size() {
        return size;
    }

    void add(int fingerprint, Location location) {
        if (size >= entries.length / 4 * 3) {
            long[] before = entries;
            entries = new long[before.length * 2];
            for (long entry : before) {
                if (entry != 0) {
                    put(entry);
                }
            }
        }
        put((long) fingerprint << 32 | (long) location.page() << SEGMENT_BITS | location.segment());
        size++;
    }

    private void put(long entry) {
        int at = slot((int) (entry >>> 32));
        while (entries[at] != 0) {
            at = at + 1 & entries.length - 1;
        }
        entries[at] = entry;
    }

    private int slot(int fingerprint) {
        int mixed = fingerprint * 0x9E3779B9;
        return mixed >>> 1 & entries.length - 1;
    }

    /** Where an id with this fingerprint can be. */
    List<Location> locate(int fingerprint) {
        List<Location> found = List.of();
        for (int at = slot(fingerprint); entries[at] != 0; at = at + 1 & entries.length - 1) {
            if ((int) (entries[at] >>> 32) == fingerprint) {
                Location location = location(entries[at]);
                if (found.isEmpty()) {
                    found = new ArrayList<>();
                }
                if (!found.contains(location)) {
                    found.add(location);
                }
            }
        }
        return found;
    }

    private static Location location(long entry) {
        int low = (int) entry;
        return new Location(low >>> SEGMENT_BITS, low & (1 << SEGMENT_BITS) - 1);
    }

    /** Drops what is in pages up to a number, other than these. */
    void retain(int until, Set<Integer> pages) {
        long[] kept = Arrays.stream(entries)
                .filter(entry -> entry != 0
                        && (location(entry).page() > until
                                || pages.contains(location(entry).page())))
                .toArray();
        if (kept.length < size) {
            int length = LEAST;
            while (length / 4 * 3 < kept.length) {
                length *= 2;
            }
            entries = new long[length];
            Arrays.stream(kept).forEach(this::put);
            size = kept.length;
        }
    }
}
