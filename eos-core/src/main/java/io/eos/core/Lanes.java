package io.eos.core;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that the group assigned to this node, each with its lane, from assignment to a live tenure and, after a fence, to the
 * next one. Poll thread only.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final Backoff AFTER_FENCE = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
    private static final Duration RETRY = Duration.ofMillis(20);

    private final NodeContext shared;
    private final LoopParts parts;
    private final Consumer<byte[], byte[]> consumer;
    private final Timers timers;
    private final ShardTurns turns;
    private final Publisher publisher;
    private final Map<TopicPartition, ShardLane> lanes = new LinkedHashMap<>();
    private final Map<TopicPartition, Integer> fences = new HashMap<>();
    private final Map<TopicPartition, Long> limits = new HashMap<>();

    Lanes(NodeContext shared, LoopParts parts, Timers timers, ShardTurns turns, Publisher publisher) {
        this.shared = shared;
        this.parts = parts;
        this.consumer = parts.consumer();
        this.timers = timers;
        this.turns = turns;
        this.publisher = publisher;
    }

    Collection<ShardLane> all() {
        return List.copyOf(lanes.values());
    }

    @Nullable ShardLane of(TopicPartition partition) {
        return lanes.get(partition);
    }

    List<ShardLane> of(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(lanes::get)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    /** The group gave a partition to this node. It stays paused until its start is written down. */
    void assign(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        for (TopicPartition partition : partitions) {
            // Without any position the consumer would look for a committed offset and fail where there is none.
            consumer.seek(partition, 0);
            begin(partition);
        }
    }

    private void begin(TopicPartition partition) {
        ShardLane lane = new ShardLane(partition, incarnation());
        ShardLane displaced = lanes.put(partition, lane);
        if (displaced != null) {
            displaced.close();
        }
        Long limit = limits.remove(partition);
        ShardStart start = new ShardStart(
                shared,
                parts,
                partition,
                limit == null ? Long.MAX_VALUE : limit,
                lane::isOpen,
                started -> parts.mailbox().post(() -> started(lane, started)));
        turns.begin(lane, start, parts.housekeeping());
    }

    private UUID incarnation() {
        return parts.startRule().incarnation();
    }

    private void started(ShardLane lane, ShardStart.Started start) {
        if (!lane.isOpen()) {
            return;
        }
        lane.started(start, shared.clock().nanos());
        Optional<Integer> epoch = start.leaderEpoch() < 0 ? Optional.empty() : Optional.of(start.leaderEpoch());
        consumer.seek(lane.partition(), new OffsetAndMetadata(start.start(), epoch, ""));
        if (start.unpublished().isEmpty()) {
            commitStart(lane, 0);
        } else {
            PublishUnit unit = new PublishUnit(
                    lane,
                    start.unpublished(),
                    start.start(),
                    -1,
                    0,
                    0,
                    false,
                    shared.clock().nanos());
            lane.out(unit);
            publisher.offer(unit);
        }
    }

    private void commitStart(ShardLane lane, int failures) {
        if (!lane.isOpen()) {
            return;
        }
        lane.committing(true);
        consumer.commitAsync(Map.of(lane.partition(), lane.position(lane.settled(), -1)), (offsets, failure) -> {
            lane.committing(false);
            if (failure == null) {
                goLive(lane);
            } else {
                LOG.info(
                        "processor {}: the start of {} was not committed yet: {}",
                        shared.settings().processor(),
                        lane.partition(),
                        failure.toString());
                timers.after(AFTER_FENCE.before(failures + 1), () -> commitStart(lane, failures + 1));
            }
        });
    }

    /** The start is in Kafka too. */
    void goLive(ShardLane lane) {
        if (lane.isOpen() && !lane.isLive()) {
            lane.goLive(shared.clock().nanos());
            shared.probe().reached(Step.START_COMMITTED, lane.partition());
        }
    }

    /** Ends a tenure that does not hold any more. While the group assigns the partition to this node, it tries again: nobody else will. */
    void restart(ShardLane lane, String why) {
        if (!lane.isOpen()) {
            return;
        }
        lane.close();
        pause(lane);
        lane.task()
                .filter(task -> !lane.isTurning())
                .ifPresent(task -> turns.abandon(lane, task, parts.housekeeping()));
        int times = fences.merge(lane.partition(), 1, Integer::sum);
        LOG.info("processor {}: {} starts again: {}", shared.settings().processor(), lane.partition(), why);
        timers.after(AFTER_FENCE.before(times), () -> reopen(lane));
    }

    /** The log ends before what was processed: the next tenure starts no later than here. */
    void restartBelow(ShardLane lane, long limit, String why) {
        limits.put(lane.partition(), limit);
        restart(lane, why);
    }

    private void reopen(ShardLane old) {
        if (lanes.get(old.partition()) != old || old.isDraining()) {
            return;
        }
        if (publisher.holds(old)) {
            // Its transaction may still commit the old tenure's offset.
            timers.after(RETRY, () -> reopen(old));
        } else {
            begin(old.partition());
        }
    }

    /** A tenure made progress: the next fence is not one of a series. */
    void progressed(ShardLane lane) {
        fences.remove(lane.partition());
    }

    /** The group took partitions away; their lanes are closed. */
    void remove(Collection<ShardLane> gone) {
        gone.forEach(lane -> {
            lane.close();
            lanes.remove(lane.partition(), lane);
            fences.remove(lane.partition());
            limits.remove(lane.partition());
        });
    }

    /** Pauses what has enough to do, resumes what can take more. */
    void regulate() {
        shared.metrics()
                .shards((int) lanes.values().stream().filter(ShardLane::isLive).count());
        Room room = Room.left(lanes.values(), shared.settings());
        for (ShardLane lane : lanes.values()) {
            if (lane.isLive() && lane.isPaused() && room.isWanted(lane)) {
                consumer.resume(Set.of(lane.partition()));
                lane.paused(false);
            } else if (!lane.isPaused() && room.isFilled(lane)) {
                pause(lane);
            }
        }
    }

    private void pause(ShardLane lane) {
        consumer.pause(Set.of(lane.partition()));
        lane.paused(true);
    }

    /** Whether an idle lane should write its watermark by itself. */
    boolean flushDue(ShardLane lane) {
        return lane.isLive()
                && !lane.isDraining()
                && lane.isQuiet()
                && needsFlush(lane)
                && shared.clock()
                                .since(lane.lastActive())
                                .compareTo(shared.settings().idleFlush())
                        >= 0;
    }

    /**
     * Whether the store has an older watermark than what is settled, or takes something for unpublished that is published, and nothing is on its
     * way that would tell it. A dead letter that it takes for unpublished is published again where the group's offsets are lost.
     */
    boolean needsFlush(ShardLane lane) {
        return lane.hasStarted()
                && lane.isOpen()
                && lane.task().isEmpty()
                && !lane.hasUnitsOut()
                && (lane.settled() > lane.writer().acknowledged()
                        || !lane.writer().pending().equals(lane.unpublished()));
    }

    /** The topics of all lanes, by name. */
    List<String> topics() {
        return lanes.keySet().stream().map(TopicPartition::topic).distinct().toList();
    }
}
