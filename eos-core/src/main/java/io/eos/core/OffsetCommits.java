package io.eos.core;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits offsets that need no transaction: those of {@code transact} and {@code handle}, after the store has the watermark. Poll thread only. */
final class OffsetCommits {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final NodeContext shared;
    private final Consumer<byte[], byte[]> consumer;
    private final Predicate<ShardLane> published;
    private long lastCommit;

    /**
     * Commits.
     *
     * @param published whether nothing of a lane waits to be published: its offset would pass it
     */
    OffsetCommits(NodeContext shared, Consumer<byte[], byte[]> consumer, Predicate<ShardLane> published) {
        this.shared = shared;
        this.consumer = consumer;
        this.published = published;
        this.lastCommit = shared.clock().nanos();
    }

    /** Once per commit interval, what is settled and not committed. */
    void commitDue(Collection<ShardLane> lanes) {
        if (shared.clock().since(lastCommit).compareTo(shared.settings().commitInterval()) < 0) {
            return;
        }
        lastCommit = shared.clock().nanos();
        List<ShardLane> due = due(lanes);
        if (due.isEmpty()) {
            return;
        }
        Map<ShardLane, Long> settled = new LinkedHashMap<>();
        due.forEach(lane -> settled.put(lane, lane.settled()));
        due.forEach(lane -> lane.committing(true));
        consumer.commitAsync(offsets(due), (offsets, failure) -> {
            due.forEach(lane -> lane.committing(false));
            if (failure == null) {
                settled.forEach(this::committed);
            } else {
                LOG.info(
                        "processor {}: an offset commit failed and is repeated while the partitions are owned: {}",
                        shared.settings().processor(),
                        failure.toString());
            }
        });
    }

    /** Waits for the answers to commits that are under way: their callbacks run only inside the consumer's own calls. */
    void finish() {
        try {
            commitSync(Map.of());
        } catch (KafkaException e) {
            LOG.debug(
                    "processor {}: commits under way did not end: {}",
                    shared.settings().processor(),
                    e.toString());
        }
    }

    /** Before a shard is given up. */
    void commitNow(Collection<ShardLane> lanes) {
        List<ShardLane> due = due(lanes);
        if (due.isEmpty()) {
            return;
        }
        try {
            commitSync(offsets(due));
            due.forEach(lane -> committed(lane, lane.settled()));
        } catch (KafkaException e) {
            LOG.info(
                    "processor {}: the last offsets were not committed; the next owner goes by the store: {}",
                    shared.settings().processor(),
                    e.toString());
        }
    }

    private void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, LONGEST);
        } catch (WakeupException e) {
            // Left over from a message that came before the callback.
            consumer.commitSync(offsets, LONGEST);
        }
    }

    private List<ShardLane> due(Collection<ShardLane> lanes) {
        return lanes.stream().filter(ShardLane::needsCommit).filter(published).toList();
    }

    private void committed(ShardLane lane, long offset) {
        lane.committed(offset);
        shared.probe().reached(Step.OFFSETS_COMMITTED, lane.partition());
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(List<ShardLane> lanes) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        lanes.forEach(lane -> offsets.put(lane.partition(), lane.position(lane.settled(), lane.leaderEpoch())));
        return offsets;
    }
}
