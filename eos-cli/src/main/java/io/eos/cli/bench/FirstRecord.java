package io.eos.cli.bench;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Notes when this JVM was given its first records: there the clocks of all that join a group start, since how long a group takes to form says
 * nothing of how fast it copies. Thread-safe.
 */
public final class FirstRecord implements ConsumerInterceptor<byte[], byte[]> {
    /** So that it can be told from a time. */
    private static final long NONE = Long.MIN_VALUE;

    private static volatile long nanos = NONE;

    /** Made by the consumer that it is set for. */
    public FirstRecord() {}

    /** When that was, by {@link System#nanoTime}; now, where it was not yet. */
    static long nanos() {
        long at = nanos;
        return at == NONE ? System.nanoTime() : at;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (nanos == NONE && !records.isEmpty()) {
            nanos = System.nanoTime();
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
}
