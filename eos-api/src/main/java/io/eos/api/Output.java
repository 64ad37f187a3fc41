package io.eos.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record that processing a message publishes to Kafka. It is stored with the result before it is published. */
public sealed interface Output permits OutputRecord, SourceCopy {
    /** {@return the topic to publish to, by name} */
    String topic();

    /** {@return the partition to publish to, or null to let the producer's partitioner choose by key} */
    @Nullable Integer partition();

    /** {@return the record's timestamp in milliseconds since 1970-01-01 UTC, or null for the time of publication} */
    @Nullable Long timestamp();

    /** {@return the record's headers; for a {@link SourceCopy} those that come after the source's own} */
    List<Header> headers();
}
