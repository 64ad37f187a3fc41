package io.eos.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Whether the group has committed all that its topics held when this was first asked. Thread-safe. */
final class CaughtUp implements BooleanSupplier {
    private final AdminBrokerView broker;
    private final Settings settings;
    private @Nullable Map<TopicPartition, Long> ends;

    CaughtUp(AdminBrokerView broker, Settings settings) {
        this.broker = broker;
        this.settings = settings;
    }

    @Override
    public synchronized boolean getAsBoolean() {
        Map<TopicPartition, Long> targets = ends;
        if (targets == null) {
            targets = ends();
            ends = targets;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = broker.stable(targets.keySet());
        return targets.entrySet().stream().allMatch(target -> {
            OffsetAndMetadata offset = committed.get(target.getKey());
            return target.getValue() == 0 || (offset != null && offset.offset() >= target.getValue());
        });
    }

    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> found = new HashMap<>();
        broker.describe(SourceTopics.of(settings, broker::names)).forEach((name, topic) -> {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(new TopicPartition(name, partition));
            }
            partitions.forEach(partition -> {
                GroupOffsets.Range range = broker.range(partition);
                found.put(partition, range.next() == range.first() ? 0L : range.next());
            });
        });
        return found;
    }
}
