package io.eos.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record that processing a message publishes to Kafka. It is stored with the result before it is published. */
public sealed interface Output {
    /** The topic to publish to, by name. */
    String topic();

    /** The partition to publish to, or null to let the producer's partitioner choose by key. */
    @Nullable Integer partition();

    /** The record's timestamp in milliseconds since 1970-01-01 UTC, or null for the time of publication. */
    @Nullable Long timestamp();

    /** The record's headers; for a {@link SourceCopy} those that come after the source's own. */
    List<Header> headers();

    /**
     * A record with its own content.
     *
     * @param key null for none
     * @param value null for a tombstone
     */
    record Record(
            String topic,
            @Nullable Integer partition,
            @Nullable Long timestamp,
            List<Header> headers,
            @Nullable Bytes key,
            @Nullable Bytes value)
            implements Output {
        /** Copies the headers. */
        public Record {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A record with key, value and headers of the message that is processed. It is stored as this flag alone: a redelivery
     * brings the content again. Not for compacted source topics, where the source can vanish.
     *
     * @param headers added after the source's own
     */
    record SourceCopy(
            String topic,
            @Nullable Integer partition,
            @Nullable Long timestamp,
            List<Header> headers) implements Output {
        /** Copies the headers. */
        public SourceCopy {
            headers = List.copyOf(headers);
        }
    }
}
