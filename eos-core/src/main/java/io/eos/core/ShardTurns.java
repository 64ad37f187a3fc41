package io.eos.core;

import io.eos.api.EosException;
import io.eos.api.FencedException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.NotRegisteredException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives tasks their turns on workers, and tells the loop on the poll thread how each task ended. A task whose store or broker does not answer
 * gets another turn after a pause, for as long as its lane is open.
 */
final class ShardTurns {
    private static final Logger LOG = LoggerFactory.getLogger(ShardTurns.class);

    private final NodeContext shared;
    private final Mailbox mailbox;
    private final Timers timers;
    private final Listener listener;

    /** What the loop is told, on the poll thread. */
    interface Listener {
        /** A task is done. */
        void done(ShardLane lane, ShardTask task);

        /** A newer tenure owns the shard, or the store went back. */
        void fenced(ShardLane lane, FencedException cause);

        /** It is not known how far the shard is: the lane must start again. */
        void unknown(ShardLane lane, Throwable cause);

        /** The lane was closed while the task was not done; it holds nothing any more. */
        void abandoned(ShardLane lane);

        /** Nothing that a repetition could mend. */
        void failed(Throwable cause);
    }

    ShardTurns(NodeContext shared, Mailbox mailbox, Timers timers, Listener listener) {
        this.shared = shared;
        this.mailbox = mailbox;
        this.timers = timers;
        this.listener = listener;
    }

    /** Begins a task on a lane that has none. */
    void begin(ShardLane lane, ShardTask task, Executor executor) {
        lane.begin(task);
        turn(lane, task, executor, 0);
    }

    private void turn(ShardLane lane, ShardTask task, Executor executor, int outages) {
        lane.turning(true);
        executor.execute(() -> {
            Runnable answer = advance(lane, task, executor, outages);
            mailbox.post(() -> {
                lane.turning(false);
                answer.run();
            });
        });
    }

    /** Worker: one turn, and what the poll thread is to do about it. */
    private Runnable advance(ShardLane lane, ShardTask task, Executor executor, int outages) {
        try {
            if (!lane.isOpen()) {
                return () -> abandon(lane, task, executor);
            }
            Turn turn = task.advance();
            if (turn instanceof Turn.Unknown unknown) {
                return () -> unknown(lane, task, executor, unknown.cause());
            }
            return turn instanceof Turn.Later later
                    ? () -> later(lane, task, executor, later.pause(), 0)
                    : () -> done(lane, task);
        } catch (FencedException e) {
            return () -> fenced(lane, task, executor, e);
        } catch (NotRegisteredException e) {
            return () -> listener.failed(new ProcessorStoppedException(e.getMessage()
                    + " It is not registered anew while a node runs: start again, and what is lost is reported"));
        } catch (ProcessorStoppedException | InvalidConfigurationException e) {
            return () -> listener.failed(e);
        } catch (EosException | KafkaException e) {
            return () -> outage(lane, task, executor, outages + 1, e);
        } catch (Throwable e) {
            return () -> listener.failed(e);
        }
    }

    private void done(ShardLane lane, ShardTask task) {
        lane.taskEnded();
        listener.done(lane, task);
    }

    private void outage(ShardLane lane, ShardTask task, Executor executor, int outages, RuntimeException cause) {
        shared.metrics().outage();
        if (outages == 1 || outages % 10 == 0) {
            LOG.warn(
                    "processor {}: {}: attempt {} failed and will be repeated: {}",
                    shared.settings().processor(),
                    lane.partition(),
                    outages,
                    cause.toString());
        }
        later(lane, task, executor, Backoff.OUTAGE.before(outages), outages);
    }

    private void later(ShardLane lane, ShardTask task, Executor executor, Duration pause, int outages) {
        if (!lane.isOpen() || lane.isDraining()) {
            abandon(lane, task, executor);
        } else {
            timers.after(pause, () -> {
                if (lane.task().orElse(null) == task && !lane.isTurning()) {
                    turn(lane, task, executor, outages);
                }
            });
        }
    }

    private void fenced(ShardLane lane, ShardTask task, Executor executor, FencedException cause) {
        release(task, executor);
        lane.taskEnded();
        listener.fenced(lane, cause);
    }

    private void unknown(ShardLane lane, ShardTask task, Executor executor, RuntimeException cause) {
        release(task, executor);
        lane.taskEnded();
        listener.unknown(lane, cause);
    }

    /** Ends a task between its turns. */
    void abandon(ShardLane lane, ShardTask task, Executor executor) {
        release(task, executor);
        lane.taskEnded();
        listener.abandoned(lane);
    }

    private void release(ShardTask task, Executor executor) {
        executor.execute(() -> {
            try {
                task.abandon();
            } catch (EosException e) {
                LOG.debug(
                        "processor {}: what a task held could not be given back: {}",
                        shared.settings().processor(),
                        e.toString());
            } catch (Throwable e) {
                mailbox.post(() -> listener.failed(e));
            }
        });
    }
}
