package io.eos.core;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads what a consumer group committed, without a consumer: from worker threads. Thread-safe; blocks for at most its timeout. */
interface GroupOffsets {
    /**
     * The <em>stable</em> committed offsets: an open transaction that holds one is waited for. Partitions without one are absent.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    Map<TopicPartition, OffsetAndMetadata> stable(Collection<TopicPartition> partitions);

    /** As {@link #stable(Collection)}, of another group. */
    Map<TopicPartition, OffsetAndMetadata> stable(String group, Collection<TopicPartition> partitions);

    /** The first and the next offset of a partition in the log. */
    Range range(TopicPartition partition);

    /** From {@code first}, inclusive, to {@code next}, exclusive. */
    record Range(long first, long next) {}
}
