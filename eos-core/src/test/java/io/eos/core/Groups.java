package io.eos.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What an operator does to a group with Kafka's own tools. */
final class Groups {
    private static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", Kafkas.servers()));

    private Groups() {}

    /** How much of a topic a group has not committed. */
    static long lag(String group, String topic) {
        Map<TopicPartition, Long> ends = ends(topic);
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group, ends.keySet());
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            lag += Math.max(0, end.getValue() - (offset == null ? 0 : offset.offset()));
        }
        return lag;
    }

    /** How many members a group has that own partitions. */
    static long members(String group) {
        return get(ADMIN.describeConsumerGroups(List.of(group)).all()).values().stream()
                .flatMap(described -> described.members().stream())
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count();
    }

    static Map<TopicPartition, OffsetAndMetadata> committed(String group, Set<TopicPartition> partitions) {
        var spec = new ListConsumerGroupOffsetsSpec().topicPartitions(List.copyOf(partitions));
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        get(ADMIN.listConsumerGroupOffsets(Map.of(group, spec)).partitionsToOffsetAndMetadata(group))
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        found.put(partition, offset);
                    }
                });
        return found;
    }

    static Map<TopicPartition, Long> ends(String topic) {
        int partitions = get(ADMIN.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                .mapToInt(found -> found.partitions().size())
                .sum();
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(ADMIN.listOffsets(asked).all()).forEach((partition, found) -> ends.put(partition, found.offset()));
        return ends;
    }

    /** Sets all offsets of a stopped group on a topic, without metadata. */
    static void alter(String group, String topic, long offset) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        ends(topic).keySet().forEach(partition -> offsets.put(partition, new OffsetAndMetadata(offset)));
        get(ADMIN.alterConsumerGroupOffsets(group, offsets).all());
    }

    /** Deletes a stopped group. */
    static void delete(String group) {
        get(ADMIN.deleteConsumerGroups(List.of(group)).all());
    }

    /** Deletes a partition's records below an offset, as retention does. */
    static void expire(String topic, int partition, long below) {
        get(ADMIN.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(below)))
                .all());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
