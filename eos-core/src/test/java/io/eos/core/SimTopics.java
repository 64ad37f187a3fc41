package io.eos.core;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** What a process is told of a simulated broker's topics and of the group's offsets. */
final class SimTopics implements TopicIds, GroupOffsets {
    private static final Duration NAP = Duration.ofMillis(50);
    private static final int MOST_NAPS = 40;

    static final SimLink.Failures FAILURES = new SimLink.Failures() {
        @Override
        public RuntimeException refused(String operation) {
            return new TimeoutException(operation + " did not reach the broker");
        }

        @Override
        public RuntimeException unknown(String operation) {
            return new TimeoutException("the answer to " + operation + " was lost");
        }
    };

    private final SimWorld world;
    private final SimProcess process;
    private final SimLink link;

    SimTopics(SimWorld world, SimProcess process, SimLink link) {
        this.world = world;
        this.process = process;
        this.link = link;
    }

    Map<String, Topic> all() {
        Map<String, Topic> all = new HashMap<>();
        all.put(SimBroker.SOURCE, new Topic(world.broker.sourceId(), world.plan.partitions(), world.plan.compacted()));
        all.put(SimBroker.TARGET, topic(SimBroker.TARGET, world.plan.partitions(), false));
        all.put(SimBroker.DEAD, topic(SimBroker.DEAD, 1, false));
        return all;
    }

    private static Topic topic(String name, int partitions, boolean compacted) {
        return new Topic(SimBroker.topicId(name), partitions, compacted);
    }

    @Override
    public Map<String, Topic> describe(Collection<String> names) {
        return link.call("DESCRIBE", () -> {
            Map<String, Topic> found = all();
            found.keySet().retainAll(names);
            return found;
        });
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> stable(Collection<TopicPartition> partitions) {
        for (int nap = 0; nap < MOST_NAPS; nap++) {
            Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
            boolean stable = link.call("COMMITTED", () -> committed(partitions, found));
            if (stable) {
                return found;
            }
            world.time.sleep(process, NAP);
        }
        throw new TimeoutException("committed offsets are held by an open transaction");
    }

    private boolean committed(Collection<TopicPartition> partitions, Map<TopicPartition, OffsetAndMetadata> found) {
        for (TopicPartition partition : partitions) {
            if (!world.broker.isStable(partition)) {
                return false;
            }
            OffsetAndMetadata offset = world.broker.group.committed(partition);
            if (offset != null) {
                found.put(partition, offset);
            }
        }
        return true;
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> stable(String group, Collection<TopicPartition> partitions) {
        throw new UnsupportedOperationException("there is one group");
    }

    @Override
    public Range range(TopicPartition partition) {
        return link.call(
                "RANGE",
                () -> new Range(
                        world.broker.begin(partition.partition()),
                        world.broker.log(partition).next()));
    }
}
