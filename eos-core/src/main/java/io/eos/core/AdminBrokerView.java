package io.eos.core;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics and committed offsets as Kafka's admin client shows them. Thread-safe; it does not close the client.
 *
 * <p>Errors are Kafka's own. A {@link org.apache.kafka.common.errors.RetriableException}, such as {@link TimeoutException} for a broker
 * that does not answer or for an offset that an open transaction holds, may pass: ask again. Any other {@link KafkaException}, such
 * as a missing permission, will not. An interrupt shows as {@link InterruptException}, with the thread's flag set again.
 */
final class AdminBrokerView implements TopicIds, GroupOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(AdminBrokerView.class);

    private static final long PAUSE_MILLIS = 20;

    private final Admin admin;
    private final String groupId;
    private final Duration timeout;

    /** A view through a client, of one group; each call blocks for at most the timeout. */
    AdminBrokerView(Admin admin, String groupId, Duration timeout) {
        this.admin = admin;
        this.groupId = groupId;
        this.timeout = timeout;
    }

    @Override
    public Map<String, Topic> describe(Collection<String> names) {
        Deadline deadline = new Deadline();
        List<String> distinct = names.stream().distinct().toList();
        Map<String, KafkaFuture<TopicDescription>> topics = admin.describeTopics(
                        distinct, new DescribeTopicsOptions().timeoutMs(millis()))
                .topicNameValues();
        List<ConfigResource> resources = distinct.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(
                        resources, new DescribeConfigsOptions().timeoutMs(millis()))
                .values();
        Map<String, Topic> found = new HashMap<>();
        for (int i = 0; i < resources.size(); i++) {
            String name = distinct.get(i);
            try {
                TopicDescription topic = deadline.get("describe topic " + name, topics.get(name));
                found.put(
                        name,
                        new Topic(
                                uuid(topic.topicId()),
                                topic.partitions().size(),
                                compacted(deadline, name, configs.get(resources.get(i)))));
            } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
                LOG.debug("topic {} does not exist, or not any more: absent from the answer", name);
            }
        }
        return found;
    }

    @Override
    public Map<String, Listing> list(Collection<String> names) {
        Deadline deadline = new Deadline();
        Map<String, Listing> listed = new HashMap<>();
        admin.describeTopics(Set.copyOf(names), new DescribeTopicsOptions().timeoutMs(millis()))
                .topicNameValues()
                .forEach((name, future) -> {
                    try {
                        TopicDescription topic = deadline.get("describe topic " + name, future);
                        listed.put(
                                name,
                                new Listing(
                                        uuid(topic.topicId()),
                                        topic.partitions().size()));
                    } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
                        LOG.debug("topic {} does not exist, or not any more: absent from the answer", name);
                    }
                });
        return listed;
    }

    /** The names of all topics that there are and that may be seen, without Kafka's internal ones. */
    Set<String> names() {
        return new Deadline()
                .get(
                        "list topics",
                        admin.listTopics(new ListTopicsOptions().timeoutMs(millis()))
                                .names());
    }

    private static boolean compacted(Deadline deadline, String name, @Nullable KafkaFuture<Config> future) {
        try {
            ConfigEntry policy =
                    deadline.get("describe settings of topic " + name, future).get(TopicConfig.CLEANUP_POLICY_CONFIG);
            return policy != null
                    && policy.value() != null
                    && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        } catch (AuthorizationException e) {
            // Without the permission to read settings: the assumption that costs space, and never a message.
            return true;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The admin client leaves a partition out of its answer, with a warning in the log and no error, while an open transaction holds
     * an offset of it; one without any offset is in the answer, as null. So it is asked again for what was left out.
     */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> stable(Collection<TopicPartition> partitions) {
        return stable(groupId, partitions);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> stable(String group, Collection<TopicPartition> partitions) {
        Deadline deadline = new Deadline();
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        Set<TopicPartition> missing = new HashSet<>(partitions);
        while (!missing.isEmpty()) {
            committed(deadline, group, missing).forEach((partition, offset) -> {
                missing.remove(partition);
                if (offset != null) {
                    found.put(partition, offset);
                }
            });
            if (!missing.isEmpty()) {
                deadline.pause("committed offsets of " + missing + " in group " + group
                        + " are held by an open transaction, or cannot be read");
            }
        }
        return found;
    }

    private Map<TopicPartition, @Nullable OffsetAndMetadata> committed(
            Deadline deadline, String group, Collection<TopicPartition> partitions) {
        ListConsumerGroupOffsetsOptions options =
                new ListConsumerGroupOffsetsOptions().requireStable(true).timeoutMs(millis());
        var spec = new ListConsumerGroupOffsetsSpec().topicPartitions(List.copyOf(partitions));
        try {
            return deadline.get(
                    "read committed offsets of group " + group,
                    admin.listConsumerGroupOffsets(Map.of(group, spec), options).partitionsToOffsetAndMetadata(group));
        } catch (GroupIdNotFoundException e) {
            Map<TopicPartition, @Nullable OffsetAndMetadata> none = new HashMap<>();
            partitions.forEach(partition -> none.put(partition, null));
            return none;
        }
    }

    /** {@inheritDoc} The next offset is the first that a {@code read_committed} reader does not see yet: below it no transaction is open. */
    @Override
    public Range range(TopicPartition partition) {
        Deadline deadline = new Deadline();
        ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(millis());
        var first = admin.listOffsets(Map.of(partition, OffsetSpec.earliest()), options)
                .partitionResult(partition);
        var next = admin.listOffsets(Map.of(partition, OffsetSpec.latest()), options)
                .partitionResult(partition);
        String what = "list offsets of " + partition;
        return new Range(
                deadline.get(what, first).offset(), deadline.get(what, next).offset());
    }

    private int millis() {
        return (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    }

    static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** The end of one call, however many answers it waits for. */
    private final class Deadline {
        private final long end = System.nanoTime() + timeout.toNanos();

        /** Waits before something is asked again; throws if there is no time left for that. */
        void pause(String problem) {
            if (System.nanoTime() - end >= 0) {
                throw new TimeoutException(problem + ", for " + timeout);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw new InterruptException(problem, e);
            }
        }

        <T> T get(String what, @Nullable KafkaFuture<T> future) {
            if (future == null) {
                throw new KafkaException(what + ": no answer was asked for");
            }
            try {
                // A little longer than the client's own timeout, whose error says more.
                return future.get(end - System.nanoTime() + TimeUnit.SECONDS.toNanos(1), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                throw cause instanceof KafkaException known ? known : new KafkaException(what + " failed", cause);
            } catch (java.util.concurrent.TimeoutException e) {
                throw new TimeoutException(what + ": no answer within " + timeout, e);
            } catch (InterruptedException e) {
                throw new InterruptException(what + " was interrupted", e);
            }
        }
    }
}
