package io.eos.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what is to be published and publishes it in rounds, one Kafka transaction each, on a thread of its own. Poll thread only, but for
 * the round itself.
 *
 * <p>A round takes the group's metadata on the poll thread, while the tenures in it are open. Kafka fences members of the group, not
 * owners of a partition: so a lane is only given up, or started again, when no round {@linkplain #holds holds} it.
 */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    /** After so many aborts in a row that were an output's fault each record gets a request of its own. */
    private static final int SPOILED_IN_BULK = 2;

    private final NodeContext shared;
    private final TransactionRound round;
    private final Executor thread;
    private final Mailbox mailbox;
    private final Timers timers;
    private final Supplier<ConsumerGroupMetadata> group;
    private final LaneEvents events;
    private final PublishQueue queue;
    private List<PublishUnit> running = List.of();
    /** Whether the thread has something to do, which is not always a unit. */
    private boolean busy;
    /** Whether the last transaction may not have ended everywhere. */
    private boolean doubtful;

    private long gatheringSince;
    private int aborts;
    /** Aborts in a row that were an output's fault. */
    private int spoiled;

    private boolean pausing;

    /** What the loop is told. */
    interface LaneEvents {
        /** A transaction with so many records is committed. */
        void committed(long records);

        /** A unit is published, and its offset committed. */
        void published(PublishUnit unit);

        /** One of a unit's outputs can never be published; nothing of the unit is. The lane offers another unit in its place. */
        void unpublishable(PublishUnit unit, Outgoing outgoing, Throwable cause);

        /** It is not known what is published: the lane must start again. */
        void unknown(ShardLane lane, Throwable cause);

        /** What the lane wants to publish was decided so long ago that it must be looked up again: the lane must start again. */
        void outdated(ShardLane lane);

        /** A thing that no setting or retry can mend. */
        void failed(Throwable cause);
    }

    Publisher(
            NodeContext shared,
            TransactionRound round,
            Executor thread,
            Mailbox mailbox,
            Timers timers,
            Supplier<ConsumerGroupMetadata> group,
            LaneEvents events) {
        this.shared = shared;
        this.queue = new PublishQueue(
                shared.settings().maxBuffered(), shared.settings().maxBufferedBytes());
        this.round = round;
        this.thread = thread;
        this.mailbox = mailbox;
        this.timers = timers;
        this.group = group;
        this.events = events;
    }

    void offer(PublishUnit unit) {
        if (queue.isEmpty()) {
            gatheringSince = shared.clock().nanos();
        }
        queue.add(unit);
    }

    /** Offers a unit in another one's place. */
    void offerInstead(PublishUnit unit) {
        queue.insert(unit);
    }

    /** Whether anything of this lane is being published or is to be. */
    boolean holds(ShardLane lane) {
        return runs(lane) || queue.holds(lane);
    }

    /** Whether the transaction that is under way holds something of this lane. */
    boolean runs(ShardLane lane) {
        return running.stream().anyMatch(unit -> unit.lane() == lane);
    }

    /** Starts a round if one is due: the interval is over, there is much to publish, or somebody waits for it. */
    void startIfDue(boolean now) {
        queue.dropClosed();
        if (busy || pausing) {
            return;
        }
        if (doubtful) {
            // Also where nothing is to be published: a shard may wait for just that, since its offsets are unstable
            // until then.
            endAgain();
            return;
        }
        if (queue.isEmpty()) {
            return;
        }
        lookUpOutdated();
        boolean due =
                shared.clock().since(gatheringSince).compareTo(shared.settings().commitInterval()) >= 0;
        if (now || due || queue.isMuch()) {
            start(queue.take());
        }
    }

    /**
     * The store may have removed by now what waits for very long, as it does with the results of a broker's long outage, and another message with
     * the id may have been processed since: the shard starts again, and looks.
     */
    private void lookUpOutdated() {
        Duration longest = shared.settings().retention().dividedBy(2);
        queue.lanes(unit -> !unit.outgoing().isEmpty()
                        && shared.clock().since(unit.lookedUpAt()).compareTo(longest) > 0)
                .forEach(events::outdated);
        queue.dropClosed();
    }

    private void start(List<PublishUnit> units) {
        if (units.isEmpty()) {
            return;
        }
        running = units;
        gatheringSince = shared.clock().nanos();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        units.forEach(unit -> offsets.merge(
                unit.lane().partition(),
                unit.lane().position(unit.next(), unit.leaderEpoch()),
                (one, other) -> one.offset() >= other.offset() ? one : other));
        ConsumerGroupMetadata metadata = group.get();
        boolean oneByOne = spoiled >= SPOILED_IN_BULK;
        execute(() -> {
            TransactionRound.Outcome outcome = round.run(units, offsets, metadata, oneByOne);
            if (outcome instanceof TransactionRound.Outcome.Committed) {
                units.forEach(unit ->
                        shared.probe().reached(Step.PUBLISHED, unit.lane().partition()));
            }
            return () -> ended(units, outcome);
        });
    }

    /** A round of its own: it holds no shard, and is nobody's fault. */
    private void endAgain() {
        ConsumerGroupMetadata metadata = group.get();
        execute(() -> {
            boolean done = round.endAgain(metadata);
            return () -> endedAgain(done);
        });
    }

    private void endedAgain(boolean done) {
        doubtful = !done;
        if (!done) {
            aborts++;
            pause();
        }
    }

    /** On the thread; what follows, on this one. */
    private void execute(Supplier<Runnable> work) {
        busy = true;
        thread.execute(() -> {
            Runnable follows = followsFrom(work);
            mailbox.post(() -> {
                running = List.of();
                busy = false;
                follows.run();
            });
        });
    }

    private Runnable followsFrom(Supplier<Runnable> work) {
        try {
            return work.get();
        } catch (Throwable e) {
            return () -> events.failed(e);
        }
    }

    private void ended(List<PublishUnit> units, TransactionRound.Outcome outcome) {
        doubtful = !(outcome instanceof TransactionRound.Outcome.Committed);
        if (outcome instanceof TransactionRound.Outcome.Committed committed) {
            aborts = 0;
            spoiled = 0;
            queue.succeeded(units);
            events.committed(committed.records());
            units.forEach(events::published);
        } else if (outcome instanceof TransactionRound.Outcome.Unknown unknown) {
            LOG.warn(
                    "processor {}: whether a transaction was committed is not known; its shards start again",
                    shared.settings().processor(),
                    unknown.cause());
            queue.failed(units, null);
            units.stream().map(PublishUnit::lane).distinct().forEach(lane -> events.unknown(lane, unknown.cause()));
        } else if (outcome instanceof TransactionRound.Outcome.Unpublishable bad) {
            queue.putBack(
                    units.stream().filter(unit -> !unit.equals(bad.unit())).toList());
            events.unpublishable(bad.unit(), bad.outgoing(), bad.cause());
        } else if (outcome instanceof TransactionRound.Outcome.Aborted aborted) {
            spoiled = aborted.spoiler() == null ? 0 : spoiled + 1;
            queue.putBack(units);
            queue.failed(
                    units, aborted.spoiler() == null ? null : aborted.spoiler().lane());
            repeat(aborted.cause());
        }
    }

    private void repeat(Throwable cause) {
        aborts++;
        LOG.info(
                "processor {}: a transaction was aborted and will be repeated, attempt {}: {}",
                shared.settings().processor(),
                aborts,
                cause.toString());
        pause();
    }

    private void pause() {
        pausing = true;
        timers.after(Backoff.OUTAGE.before(aborts), () -> pausing = false);
    }
}
