package io.eos.core;

import io.eos.api.EosException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds fetched records back until the topic's id is known to be the one that their tenure is for. Poll thread only.
 *
 * <p>A topic can be deleted and made again under a live assignment. The consumer goes on in the new one, at the old position, and no method
 * of it tells. Processed under the old id, such a message would be taken for one whose own redelivery publishes it, which never comes. Ids are
 * never used twice: one that is looked up <em>after</em> records came, and is still the tenure's, was the topic's when they were fetched.
 *
 * <p>One look-up is under way at a time, and covers all that was fetched before it. It is asked for when a lane is about to run out of what it may
 * process, so it costs one small request for many records, and overlaps with their predecessors. The {@link TopicWatch} sees each answer.
 *
 * <p>A consumer that reads by id reads another topic only after a metadata response told it of one. So an answer also covers what is fetched later, for
 * as long as there was no further response: nothing is asked then, but every {@link #IDLE_CHECK}.
 */
final class TopicGuard {
    private static final Logger LOG = LoggerFactory.getLogger(TopicGuard.class);
    /** For lanes to which nothing comes, and for those whose topic needs no look-up otherwise. */
    private static final Duration IDLE_CHECK = Duration.ofSeconds(10);

    /** So long after a metadata response an answer covers nothing that is fetched later: the broker that gives it may know less than the consumer. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final NodeContext shared;
    private final LoopParts parts;
    private final Timers timers;
    private final Lanes lanes;
    private final Consumer<Throwable> fatal;
    private boolean asking;
    private int failures;
    /** What the consumer was told of topics until its last poll returned, as a count. */
    private long updates = MetadataUpdates.UNKNOWN;

    private long updatedAt;

    TopicGuard(NodeContext shared, LoopParts parts, Timers timers, Lanes lanes, Consumer<Throwable> fatal) {
        this.shared = shared;
        this.parts = parts;
        this.timers = timers;
        this.lanes = lanes;
        this.fatal = fatal;
        timers.after(IDLE_CHECK, this::idleCheck);
    }

    /** A poll returned, and its records were given to the lanes. */
    void polled() {
        long now = parts.updates().getAsLong();
        if (now != updates) {
            updates = now;
            updatedAt = shared.clock().nanos();
        }
        for (ShardLane lane : lanes.all()) {
            confirmCovered(lane);
        }
    }

    private void confirmCovered(ShardLane lane) {
        if (lane.isLive() && updates != MetadataUpdates.UNKNOWN && lane.coveredAt() == updates) {
            lane.confirmed(lane.fetchedNext());
        }
    }

    /** Asks for the ids if a lane waits for it, or will soon. */
    void askIfNeeded() {
        if (!asking && lanes.all().stream().anyMatch(this::isWanted)) {
            ask();
        }
    }

    private boolean isWanted(ShardLane lane) {
        return lane.isLive()
                && !lane.isDraining()
                && lane.wantsConfirmation(shared.settings().batchSize());
    }

    private void idleCheck() {
        timers.after(IDLE_CHECK, this::idleCheck);
        if (!asking) {
            ask();
        }
    }

    private void ask() {
        List<String> topics = lanes.topics();
        if (topics.isEmpty()) {
            return;
        }
        asking = true;
        boolean settled = shared.clock().since(updatedAt).compareTo(SETTLE) >= 0;
        long covered = settled ? updates : MetadataUpdates.UNKNOWN;
        Map<ShardLane, Long> fetched = new LinkedHashMap<>();
        lanes.all().stream().filter(ShardLane::isLive).forEach(lane -> fetched.put(lane, lane.fetchedNext()));
        parts.lookups().execute(() -> {
            try {
                Map<String, TopicIds.Listing> found = parts.topics().list(topics);
                found.forEach(parts.watch()::seen);
                parts.mailbox().post(() -> answered(fetched, covered, found));
            } catch (KafkaException | EosException e) {
                parts.mailbox().post(() -> failed(e));
            } catch (Throwable e) {
                // Without an answer no record is ever processed again.
                parts.mailbox().post(() -> fatal.accept(e));
            }
        });
    }

    private void answered(Map<ShardLane, Long> fetched, long covered, Map<String, TopicIds.Listing> found) {
        asking = false;
        failures = 0;
        boolean gone = false;
        for (Map.Entry<ShardLane, Long> one : fetched.entrySet()) {
            ShardLane lane = one.getKey();
            TopicIds.@Nullable Listing now = found.get(lane.partition().topic());
            if (!lane.isOpen()) {
                continue;
            }
            if (now == null) {
                // Its records wait: it may be made again.
                gone = true;
            } else if (now.id().equals(lane.shard().topicId())) {
                lane.confirmed(one.getValue());
                lane.coveredAt(covered);
                confirmCovered(lane);
            } else {
                lanes.restart(lane, "its topic was deleted and made again");
            }
        }
        if (gone) {
            pause();
        }
    }

    private void failed(RuntimeException cause) {
        if (failures % 10 == 0) {
            LOG.warn(
                    "processor {}: topic ids could not be looked up, attempt {}; fetched records wait for it: {}",
                    shared.settings().processor(),
                    failures + 1,
                    cause.toString());
        }
        pause();
    }

    private void pause() {
        failures++;
        asking = true;
        timers.after(Backoff.OUTAGE.before(failures), () -> asking = false);
    }
}
