package io.eos.cli.chaos.worker;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The fault points that are in the consumer. Kafka makes it; thread-safe. */
public final class PollPoint implements ConsumerInterceptor<byte[], byte[]> {
    /** For Kafka. */
    public PollPoint() {}

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        Trigger.installed().reached(FaultPoint.AFTER_POLL);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Trigger.installed().reached(FaultPoint.OFFSET_SENT);
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
