package io.eos.cli.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds when it is opened, once, without joining a group. Not thread-safe. */
final class WholeTopic implements AutoCloseable {
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;

    /** Opens the task's source for a group to which offsets can be committed. */
    WholeTopic(CopyArguments task, String group, Map<String, Object> settings) {
        this(task, group, settings, partitions(task));
    }

    /** The same with some of its partitions. */
    WholeTopic(CopyArguments task, String group, Map<String, Object> settings, List<Integer> numbers) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", task.servers());
        all.put("group.id", group);
        all.put("enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions = numbers.stream()
                .map(number -> new TopicPartition(task.source(), number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = consumer.endOffsets(partitions);
    }

    /** The numbers of the source's partitions. */
    static List<Integer> partitions(CopyArguments task) {
        Map<String, Object> config = Map.of("bootstrap.servers", task.servers());
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.partitionsFor(task.source()).stream()
                    .map(PartitionInfo::partition)
                    .toList();
        }
    }

    boolean hasMore() {
        return partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L));
    }

    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(LONGEST_POLL);
    }

    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    /** Commits what was polled, without waiting for it. */
    void commitLater() {
        consumer.commitAsync();
    }

    /** Commits what was polled. */
    void commit() {
        consumer.commitSync();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
