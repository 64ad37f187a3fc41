package io.eos.core;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What is left to do, as an operator sees it who looks at the group's offsets. */
final class SimBacklog {
    private final SimPlan plan;
    private final SimBroker broker;
    private final SimChecker checker;

    SimBacklog(SimPlan plan, SimBroker broker, SimChecker checker) {
        this.plan = plan;
        this.broker = broker;
        this.checker = checker;
    }

    boolean isDrained() {
        for (int partition = 0; partition < plan.partitions(); partition++) {
            if (!isDrained(partition)) {
                return false;
            }
        }
        return true;
    }

    private boolean isDrained(int partition) {
        TopicPartition of = new TopicPartition(SimBroker.SOURCE, partition);
        @Nullable OffsetAndMetadata committed = broker.group.committed(of);
        long end = broker.log(of).next();
        if (end == 0) {
            return true;
        }
        // What a store lost is not done, whatever the offset says.
        boolean lost = checker.wentBack() && checker.monitor.watermark(SimChecker.shard(partition)) < end;
        return !lost && committed != null && committed.offset() >= end && broker.isStable(of);
    }

    @Override
    public String toString() {
        Map<Integer, String> left = new TreeMap<>();
        for (int partition = 0; partition < plan.partitions(); partition++) {
            TopicPartition of = new TopicPartition(SimBroker.SOURCE, partition);
            left.put(
                    partition,
                    broker.group.committed(of) + " of " + broker.log(of).next());
        }
        return left.toString();
    }
}
