package io.eos.store.zookeeper;

import java.util.Arrays;

/** What a page says: of each id its fingerprint, and the segment in which it is. Grows. Not thread-safe. */
final class PageEntries {
    /** The most ids of a page, and so of its segments: few enough to be written again with a single result. */
    static final int MOST = 1 << 8;

    private int[] fingerprints = new int[64];
    private short[] segments = new short[64];
    private int size;

    void add(int fingerprint, int segment) {
        if (size == segments.length) {
            fingerprints = Arrays.copyOf(fingerprints, size * 2);
            segments = Arrays.copyOf(segments, size * 2);
        }
        fingerprints[size] = fingerprint;
        segments[size++] = (short) segment;
    }

    int size() {
        return size;
    }

    int fingerprint(int number) {
        return fingerprints[number];
    }

    int segment(int number) {
        return segments[number];
    }

    /** The number of the next segment. */
    int nextSegment() {
        return size == 0 ? 0 : segments[size - 1] + 1;
    }
}
