package io.eos.core;

import io.eos.api.FencedException;
import io.eos.api.StoredResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread's loop. It polls, hands batches to workers, and acts on what they post; it never waits for a handler or the store, but for
 * the drain of a revocation, which has a budget.
 *
 * <p>{@link #doWork()} is one round; a test or a simulation can call it step by step. Clock, executors, clients and topic ids are
 * constructor arguments.
 */
final class ConsumerLoop implements ShardTurns.Listener, Publisher.LaneEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    /** So that large messages do not make one batch, which is written at once, of all that a node may hold. */
    private static final int BATCHES_IN_BUFFER = 16;

    private final NodeContext shared;
    private final LoopParts parts;
    private final Consumer<byte[], byte[]> consumer;
    private final Mailbox mailbox;
    private final Timers timers;
    private final Lanes lanes;
    private final ShardTurns turns;
    private final Publisher publisher;
    private final OffsetCommits commits;
    private final RebalanceHandler rebalances;
    private final TopicGuard topics;
    private final Tally tally = new Tally();
    private volatile boolean polling;
    private volatile @Nullable Throwable failure;
    private int pollErrors;

    ConsumerLoop(NodeContext shared, LoopParts parts) {
        this.shared = shared;
        this.parts = parts;
        this.consumer = parts.consumer();
        this.mailbox = parts.mailbox();
        this.timers = new Timers(shared.clock());
        this.turns = new ShardTurns(shared, mailbox, timers, this);
        this.publisher = new Publisher(
                shared, parts.round(), parts.publishing(), mailbox, timers, consumer::groupMetadata, this);
        this.lanes = new Lanes(shared, parts, timers, turns, publisher);
        this.commits = new OffsetCommits(shared, consumer, lane -> !publisher.holds(lane));
        this.rebalances = new RebalanceHandler(shared, parts, timers, lanes, turns, publisher, commits, this::failed);
        this.topics = new TopicGuard(shared, parts, timers, lanes, this::failed);
        mailbox.onPost(this::wake);
    }

    /** Joins the group. */
    void subscribe() {
        if (shared.settings().topicPattern().isPresent()) {
            consumer.subscribe(Pattern.compile(shared.settings().topicPattern().get()), rebalances);
        } else {
            consumer.subscribe(shared.settings().topics(), rebalances);
        }
    }

    /** Finishes what is in flight, writes watermarks and offsets, and gives all partitions up; the consumer still is to be closed. */
    void drain() {
        rebalances.onPartitionsRevoked(
                lanes.all().stream().map(ShardLane::partition).toList());
    }

    /** Drops everything at once: nothing more is written, published or committed. */
    void abandon() {
        lanes.remove(lanes.all());
    }

    Tally tally() {
        return tally;
    }

    /** Why the loop cannot go on, or null. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** One round. */
    void doWork() {
        mailbox.runAll();
        timers.runDue();
        topics.askIfNeeded();
        beginBatches();
        publisher.startIfDue(false);
        commits.commitDue(lanes.all());
        lanes.regulate();
        ConsumerRecords<byte[], byte[]> records = poll(timers.untilNext(LONGEST_POLL));
        accept(records);
        topics.polled();
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
        polling = true;
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(mailbox.isEmpty() ? atMost : Duration.ZERO);
            pollErrors = 0;
            return records;
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } catch (LogTruncationException e) {
            Map<TopicPartition, OffsetAndMetadata> known = e.divergentOffsets();
            for (ShardLane lane : lanes.of(e.partitions())) {
                OffsetAndMetadata end = known.get(lane.partition());
                if (end == null) {
                    lanes.restart(lane, e.toString());
                } else {
                    lanes.restartBelow(lane, end.offset(), e.toString());
                }
            }
            return ConsumerRecords.empty();
        } catch (InvalidOffsetException e) {
            LOG.warn(
                    "processor {}: the offsets of {} are not in the log any more; they start again",
                    shared.settings().processor(),
                    e.partitions());
            lanes.of(e.partitions()).forEach(lane -> lanes.restart(lane, e.toString()));
            return ConsumerRecords.empty();
        } catch (AuthenticationException | AuthorizationException | FencedInstanceIdException e) {
            failed(e);
            return ConsumerRecords.empty();
        } catch (KafkaException e) {
            pollErrors++;
            LOG.warn(
                    "processor {}: poll failed, attempt {}: {}",
                    shared.settings().processor(),
                    pollErrors,
                    e.toString());
            mailbox.awaitAndRun(Backoff.OUTAGE.before(pollErrors));
            return ConsumerRecords.empty();
        } finally {
            polling = false;
        }
    }

    private void wake() {
        if (polling && !rebalances.isCalled()) {
            consumer.wakeup();
        }
    }

    private void accept(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> next = records.nextOffsets();
        long now = shared.clock().nanos();
        for (TopicPartition partition : union(records.partitions(), next.keySet())) {
            ShardLane lane = lanes.of(partition);
            if (lane != null) {
                List<ConsumerRecord<byte[], byte[]>> some = records.records(partition);
                OffsetAndMetadata after = next.get(partition);
                long fallback = some.isEmpty() ? 0 : some.get(some.size() - 1).offset() + 1;
                lane.fetched(some, after == null ? fallback : after.offset(), now);
            }
        }
    }

    private static Collection<TopicPartition> union(Set<TopicPartition> some, Set<TopicPartition> others) {
        if (some.containsAll(others)) {
            return some;
        }
        Set<TopicPartition> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private void beginBatches() {
        Settings settings = shared.settings();
        for (ShardLane lane : lanes.all()) {
            if (lane.canBegin()) {
                List<ConsumerRecord<byte[], byte[]>> records =
                        lane.take(settings.batchSize(), settings.maxBufferedBytes() / BATCHES_IN_BUFFER);
                shared.probe().reached(Step.POLLED, lane.partition());
                Batch batch = Batches.of(shared, parts.rules(), lane.view(), records, lane.nextAfterTaken());
                turns.begin(lane, batch, parts.workers());
            } else if (lanes.flushDue(lane)) {
                turns.begin(lane, new FlushTask(shared, lane.view()), parts.housekeeping());
            }
        }
    }

    @Override
    public void done(ShardLane lane, ShardTask task) {
        if (!lane.isOpen()) {
            return;
        }
        long now = shared.clock().nanos();
        if (task instanceof Batch batch) {
            lane.decided(batch, now);
            lanes.progressed(lane);
            BatchOutcome outcome = batch.outcome();
            tally.add(outcome, batch.age(), shared.metrics());
            List<Outgoing> outgoing = outcome.outgoing();
            boolean needsRound = shared.work().kind() == HandlerKind.TRANSFORM || !outgoing.isEmpty();
            if (needsRound || lane.hasUnitsOut()) {
                publish(new PublishUnit(
                        lane,
                        outgoing,
                        batch.next(),
                        batch.leaderEpoch(),
                        outcome.messages(),
                        outcome.bytes(),
                        isBarrier(outgoing),
                        batch.begun()));
            } else {
                lane.settledTo(batch.next(), batch.leaderEpoch(), now);
            }
        }
    }

    private boolean isBarrier(List<Outgoing> outgoing) {
        return shared.work().kind() != HandlerKind.TRANSFORM
                && outgoing.stream().anyMatch(one -> Batch.holdsWatermark(one.result()));
    }

    private void publish(PublishUnit unit) {
        unit.lane().out(unit);
        publisher.offer(unit);
    }

    @Override
    public void fenced(ShardLane lane, FencedException cause) {
        shared.metrics().fenced();
        LOG.warn("processor {}: {} is fenced: {}", shared.settings().processor(), lane.partition(), cause.getMessage());
        lanes.restart(lane, "fenced");
    }

    @Override
    public void abandoned(ShardLane lane) {
        LOG.debug(
                "processor {}: {} gave up what it was doing", shared.settings().processor(), lane.partition());
    }

    @Override
    public void committed(long records) {
        tally.published(records);
        shared.metrics().published(records);
    }

    @Override
    public void published(PublishUnit unit) {
        unit.lane().published(unit, shared.clock().nanos());
        lanes.goLive(unit.lane());
    }

    @Override
    public void unpublishable(PublishUnit unit, Outgoing outgoing, Throwable cause) {
        ShardLane lane = unit.lane();
        if (!lane.isOpen()) {
            return;
        }
        LOG.warn(
                "processor {}: an output of {} can never be published and becomes a dead letter: {}",
                shared.settings().processor(),
                outgoing.result().source(),
                cause.toString());
        lane.replacing(true);
        StoredResult deadLetter = parts.rules().unpublishable(outgoing, lane.view(), cause);
        Runnable replace = () -> turns.begin(
                lane,
                new ReplaceTask(
                        shared,
                        // As it is when the task begins: a batch that ran until then has added to what is unpublished.
                        lane.view(),
                        outgoing,
                        deadLetter,
                        now -> mailbox.post(() -> {
                            lane.replacing(false);
                            publisher.offerInstead(unit.with(replaced(unit, outgoing, now)));
                        })),
                parts.housekeeping());
        whenTaskEnds(lane, replace);
    }

    private static List<Outgoing> replaced(PublishUnit unit, Outgoing old, Outgoing now) {
        List<Outgoing> all = new ArrayList<>(unit.outgoing());
        all.set(all.indexOf(old), now);
        return all;
    }

    private void whenTaskEnds(ShardLane lane, Runnable action) {
        if (!lane.isOpen()) {
            return;
        }
        if (lane.task().isEmpty()) {
            action.run();
        } else {
            timers.after(Duration.ofMillis(5), () -> whenTaskEnds(lane, action));
        }
    }

    @Override
    public void unknown(ShardLane lane, Throwable cause) {
        lanes.restart(lane, cause.toString());
    }

    @Override
    public void outdated(ShardLane lane) {
        lanes.restart(lane, "results waited for more than half the retention to be published, and are looked up again");
    }

    @Override
    public void failed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }
}
