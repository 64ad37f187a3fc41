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
    /** Copies the headers. */
    public OutputRecord {
        headers = List.copyOf(headers);
    }
}
