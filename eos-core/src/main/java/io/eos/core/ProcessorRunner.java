package io.eos.core;

import io.eos.api.EosException;
import io.eos.api.NodeId;
import io.eos.spi.PurgeRequest;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A processor's poll thread and timers around the loop, from start to the end. */
final class ProcessorRunner implements EosProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessorRunner.class);
    private static final int PURGE_BATCH = 1000;

    private final NodeContext shared;
    private final ConsumerLoop loop;
    private final LoopParts parts;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier caughtUp;
    private final Runnable release;
    private final Thread thread;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile State state = State.STARTING;
    private volatile @Nullable Throwable failure;

    /**
     * A processor that is not started.
     *
     * @param caughtUp whether the group committed all that its topics hold
     * @param release closes clients, executors and, where it was opened here, the store
     */
    ProcessorRunner(
            NodeContext shared,
            ConsumerLoop loop,
            LoopParts parts,
            ScheduledExecutorService timer,
            BooleanSupplier caughtUp,
            Runnable release) {
        this.shared = shared;
        this.loop = loop;
        this.parts = parts;
        this.timer = timer;
        this.caughtUp = caughtUp;
        this.release = release;
        this.thread = new Thread(this::run, "eos-" + shared.settings().processor());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the tasks catch and log; the timer ends with the processor
    void start() {
        long third = Math.max(1, shared.settings().lease().toMillis() / 3);
        timer.scheduleWithFixedDelay(guarded(shared.leases()::renewAll), third, third, TimeUnit.MILLISECONDS);
        long interval = MessageLog.INTERVAL.toMillis();
        timer.scheduleWithFixedDelay(guarded(shared.log()::tellOmitted), interval, interval, TimeUnit.MILLISECONDS);
        Duration purge = shared.settings().purgeInterval();
        if (!purge.isZero()) {
            timer.scheduleWithFixedDelay(
                    () -> parts.housekeeping().execute(guarded(this::purge)),
                    purge.toMillis(),
                    purge.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        loop.subscribe();
        thread.start();
    }

    private Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                // Thrown on, it would end the task for good, without a word: leases would run out under living
                // handlers.
                LOG.warn(
                        "processor {}: a periodic task failed and will run again: {}",
                        shared.settings().processor(),
                        e.toString());
            }
        };
    }

    private void purge() {
        PurgeRequest request = new PurgeRequest(
                shared.settings().processor(), shared.settings().retention(), PURGE_BATCH);
        long removed = 0;
        long last;
        do {
            last = shared.store().purge(request);
            removed += last;
        } while (last >= PURGE_BATCH && !stop.get());
        if (removed > 0) {
            LOG.info(
                    "processor {}: removed {} results that were older than {}",
                    shared.settings().processor(),
                    removed,
                    SettingsReader.show(shared.settings().retention()));
        }
    }

    private void run() {
        state = State.RUNNING;
        try {
            while (!stop.get() && loop.failure() == null) {
                loop.doWork();
            }
            Throwable cause = loop.failure();
            if (cause != null) {
                throw cause;
            }
            state = State.STOPPING;
            loop.drain();
            end(null);
        } catch (Throwable e) {
            end(e);
        }
    }

    private void end(@Nullable Throwable cause) {
        if (cause != null) {
            failure = cause;
            LOG.error("processor {} ended: {}", shared.settings().processor(), cause.toString(), cause);
        }
        try {
            if (cause instanceof Error) {
                loop.abandon();
                parts.round().crash();
            }
            shared.log().tellOmitted();
            release.run();
        } catch (RuntimeException e) {
            LOG.warn("processor {}: closing failed: {}", shared.settings().processor(), e.toString());
        } finally {
            state = cause == null ? State.STOPPED : State.FAILED;
            ended.countDown();
        }
    }

    @Override
    public NodeId node() {
        return shared.node();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean caughtUp() {
        try {
            return caughtUp.getAsBoolean();
        } catch (EosException | org.apache.kafka.common.KafkaException e) {
            LOG.debug(
                    "processor {}: whether it caught up is not known: {}",
                    shared.settings().processor(),
                    e.toString());
            return false;
        }
    }

    @Override
    public Counts counts() {
        return loop.tally().counts();
    }

    @Override
    public void close() {
        stop.set(true);
        parts.mailbox().post(() -> {});
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
