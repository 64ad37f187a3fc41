package io.eos.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group has come on a topic, as the broker tells everybody. Not thread-safe; errors as {@link Broker}. */
final class CopyProgress {
    private final Broker broker;
    private final ConsumerGroup group;
    private final List<TopicPartition> partitions;

    CopyProgress(Broker broker, String group, String topic) {
        this.broker = broker;
        this.group = new ConsumerGroup(broker, group);
        int count = broker.topic(topic)
                .map(TopicDescription::partitions)
                .map(List::size)
                .orElse(0);
        this.partitions = IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /**
     * A look at it.
     *
     * @param done how many offsets the group has committed
     * @param all how many there are
     */
    record State(long done, long all) {
        long lag() {
            return all - done;
        }
    }

    State look() {
        Map<TopicPartition, Long> first = offsets(OffsetSpec.earliest());
        Map<TopicPartition, Long> next = offsets(OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> committed = group.offsets();
        long done = 0;
        long all = 0;
        for (TopicPartition partition : partitions) {
            long from = first.getOrDefault(partition, 0L);
            long to = next.getOrDefault(partition, from);
            OffsetAndMetadata offset = committed.get(partition);
            all += to - from;
            done += offset == null ? 0 : Math.max(0, Math.min(offset.offset(), to) - from);
        }
        return new State(done, all);
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(partition -> request.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found = broker.get(
                "the ends of the topic", broker.admin().listOffsets(request).all());
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }
}
