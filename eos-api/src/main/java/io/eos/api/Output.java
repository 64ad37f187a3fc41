package io.eos.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record that processing a message publishes to Kafka. It is stored with the result before it is published. */
public sealed interface Output permits OutputRecord, SourceCopy {
    /** The topic to publish to, by name. */
    String topic();

    /** The partition to publish to, or null to let the producer's partitioner choose by key. */
    @Nullable Integer partition();

    /** The record's timestamp in milliseconds since 1970-01-01 UTC, or null for the time of publication. */
    @Nullable Long timestamp();

    /** The record's headers; for a {@link SourceCopy} those that come after the source's own. */
    List<Header> headers();
}
