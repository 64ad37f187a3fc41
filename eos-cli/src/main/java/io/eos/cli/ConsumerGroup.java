package io.eos.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** A consumer group as the broker sees it. Thread-safe; errors as {@link Broker}. */
final class ConsumerGroup {
    private final Broker broker;
    private final String id;

    ConsumerGroup(Broker broker, String id) {
        this.broker = broker;
        this.id = id;
    }

    String id() {
        return id;
    }

    /** Whether the group has members now. */
    boolean live() {
        ConsumerGroupDescription group = describe();
        return group != null && (!group.members().isEmpty() || group.groupState() == GroupState.STABLE);
    }

    /** Who its members are. */
    String members() {
        ConsumerGroupDescription group = describe();
        return group == null
                ? "none"
                : group.members().stream()
                        .map(member -> member.clientId() + " at " + member.host())
                        .collect(Collectors.joining(", "));
    }

    /** The committed offsets, waiting for open transactions that hold some. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = broker.get(
                "the offsets of group " + id,
                broker.admin()
                        .listConsumerGroupOffsets(
                                Map.of(id, new ListConsumerGroupOffsetsSpec()),
                                new ListConsumerGroupOffsetsOptions().requireStable(true))
                        .partitionsToOffsetAndMetadata(id));
        offsets.values().removeIf(Objects::isNull);
        return offsets;
    }

    /** The first offset that is left in the partition's log. */
    long earliest(TopicPartition partition) {
        return broker.get(
                        "the first offset of " + partition,
                        broker.admin()
                                .listOffsets(Map.of(partition, OffsetSpec.earliest()))
                                .partitionResult(partition))
                .offset();
    }

    /**
     * Lowers the committed offset, if there is a higher one.
     *
     * @return false if the group is live, which does not let itself be changed
     */
    boolean lowerOffset(TopicPartition partition, long offset) {
        OffsetAndMetadata committed = offsets().get(partition);
        if (committed == null || committed.offset() <= offset) {
            return true;
        }
        if (live()) {
            return false;
        }
        broker.get(
                "the offset of group " + id,
                broker.admin()
                        .alterConsumerGroupOffsets(id, Map.of(partition, new OffsetAndMetadata(offset)))
                        .all());
        return true;
    }

    private @Nullable ConsumerGroupDescription describe() {
        try {
            return broker.get(
                            "the group " + id,
                            broker.admin().describeConsumerGroups(List.of(id)).all())
                    .get(id);
        } catch (CommandFailure e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return null;
            }
            throw e;
        }
    }
}
