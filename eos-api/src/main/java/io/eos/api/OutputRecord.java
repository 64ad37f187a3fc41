package io.eos.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to publish, with its own content.
 *
 * @param key null for none
 * @param value null for a tombstone
 */
public record OutputRecord(
        String topic,
        @Nullable Integer partition,
        @Nullable Long timestamp,
        List<Header> headers,
        @Nullable Bytes key,
        @Nullable Bytes value)
        implements Output {
    /**
     * Copies the headers, and checks that the partition is not negative.
     *
     * @param topic to publish to
     * @param partition from 0, or null to let the producer's partitioner choose by key
     * @param timestamp in milliseconds since 1970-01-01 UTC, or null for the time of publication
     * @param headers in order
     * @param key or null
     * @param value or null, a tombstone
     */
    public OutputRecord {
        checkPartition(partition);
        headers = List.copyOf(headers);
    }

    static void checkPartition(@Nullable Integer partition) {
        if (partition != null && partition < 0) {
            throw new IllegalArgumentException("an output's partition must not be negative, but was " + partition);
        }
    }
}
