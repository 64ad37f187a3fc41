package io.eos.core;

import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives shards up in order: what is in flight is finished within the drain timeout, then the tenures are closed, and no transaction that
 * holds their offsets outlives the callback. Poll thread only: the consumer calls it inside {@code poll}.
 */
final class RebalanceHandler implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(RebalanceHandler.class);
    private static final Duration NAP = Duration.ofMillis(50);

    private final NodeContext shared;
    private final LoopParts parts;
    private final Timers timers;
    private final Lanes lanes;
    private final ShardTurns turns;
    private final Publisher publisher;
    private final OffsetCommits commits;
    private final Consumer<Throwable> failed;
    private volatile boolean called;

    RebalanceHandler(
            NodeContext shared,
            LoopParts parts,
            Timers timers,
            Lanes lanes,
            ShardTurns turns,
            Publisher publisher,
            OffsetCommits commits,
            Consumer<Throwable> failed) {
        this.shared = shared;
        this.parts = parts;
        this.timers = timers;
        this.lanes = lanes;
        this.turns = turns;
        this.publisher = publisher;
        this.commits = commits;
        this.failed = failed;
    }

    /** Whether the consumer is inside one of the callbacks: then nobody may wake it up. Any thread. */
    boolean isCalled() {
        return called;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        called(() -> {
            LOG.info("processor {}: assigned {}", shared.settings().processor(), partitions);
            lanes.assign(partitions);
        });
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        List<ShardLane> leaving = lanes.of(partitions);
        if (leaving.isEmpty()) {
            return;
        }
        called(() -> {
            LOG.info("processor {}: revoked {}", shared.settings().processor(), partitions);
            try {
                drain(leaving);
            } finally {
                end(leaving);
            }
        });
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        called(() -> {
            LOG.warn(
                    "processor {}: lost {} without notice; what was in flight is dropped",
                    shared.settings().processor(),
                    partitions);
            end(lanes.of(partitions));
        });
    }

    private void called(Runnable callback) {
        called = true;
        try {
            callback.run();
        } catch (RuntimeException e) {
            // The consumer would only wrap it, and the loop take it for a failed poll.
            failed.accept(e);
        } finally {
            called = false;
        }
    }

    private void drain(List<ShardLane> leaving) {
        long start = shared.clock().nanos();
        leaving.forEach(ShardLane::drain);
        commits.finish();
        leaving.forEach(lane -> lane.task()
                .filter(task -> !lane.isTurning())
                .ifPresent(task -> turns.abandon(lane, task, parts.housekeeping())));
        boolean finished = pump(() -> leaving.stream().allMatch(this::finished), start);
        leaving.stream()
                .filter(lanes::needsFlush)
                .forEach(lane -> turns.begin(lane, new FlushTask(shared, lane.view()), parts.housekeeping()));
        finished &= pump(() -> leaving.stream().allMatch(this::finished), start);
        commits.commitNow(leaving);
        if (!finished) {
            LOG.warn(
                    "processor {}: not all messages in flight were finished within the drain-timeout of {}; the next owner finishes them",
                    shared.settings().processor(),
                    SettingsReader.show(shared.settings().drainTimeout()));
        }
    }

    private boolean finished(ShardLane lane) {
        return !lane.isOpen() || !lane.hasStarted() || (lane.task().isEmpty() && !publisher.holds(lane));
    }

    private void end(List<ShardLane> leaving) {
        leaving.forEach(ShardLane::close);
        try {
            while (leaving.stream().anyMatch(publisher::runs)
                    && !Thread.currentThread().isInterrupted()) {
                parts.mailbox().awaitAndRun(NAP);
            }
        } finally {
            lanes.remove(leaving);
        }
    }

    /** Runs the loop's business, all but polling, until something is so; false if the drain timeout ran out first. */
    private boolean pump(BooleanSupplier until, long start) {
        while (!until.getAsBoolean()) {
            if (shared.clock().since(start).compareTo(shared.settings().drainTimeout()) >= 0
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            timers.runDue();
            publisher.startIfDue(true);
            parts.mailbox().awaitAndRun(timers.untilNext(NAP));
        }
        return true;
    }
}
