package io.eos.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to publish with key, value and headers of the message that is processed. It is stored as this flag alone: a
 * redelivery brings the content again. Not for compacted source topics, where the source can vanish.
 *
 * @param headers added after the source's own
 */
public record SourceCopy(
        String topic, @Nullable Integer partition, @Nullable Long timestamp, List<Header> headers) implements Output {
    /**
     * Copies the headers, and checks that the partition is not negative.
     *
     * @param topic to publish to
     * @param partition from 0, or null to let the producer's partitioner choose by key
     * @param timestamp in milliseconds since 1970-01-01 UTC, or null for the time of publication
     * @param headers added after the source's own
     */
    public SourceCopy {
        OutputRecord.checkPartition(partition);
        headers = List.copyOf(headers);
    }
}
