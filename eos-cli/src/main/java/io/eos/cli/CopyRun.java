package io.eos.cli;

import io.eos.api.EosException;
import io.eos.cli.progress.Progress;
import io.eos.cli.signal.Interruption;
import io.eos.core.BrokerUnavailableException;
import io.eos.core.EosProcessor;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** A copy that runs: shows how far it is, and waits for its end. Used once, by one thread. */
final class CopyRun {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final EosProcessor processor;
    private final CopyProgress lag;
    private final Progress progress;
    private final Interruption interruption;
    private final long startedAt = System.nanoTime();
    private long lookedAt = startedAt;
    private long settledThen;

    CopyRun(EosProcessor processor, CopyProgress lag, Progress progress, Interruption interruption) {
        this.processor = processor;
        this.lag = lag;
        this.progress = progress;
        this.interruption = interruption;
    }

    /**
     * Waits for the end, an interruption, or for ever.
     *
     * @return false if it was interrupted
     * @throws EosException if the processor failed
     */
    boolean await(boolean untilEnd) throws InterruptedException {
        while (!processor.awaitTermination(Duration.ZERO)) {
            if (interruption.await(LOOK)) {
                progress.say("draining");
                return false;
            }
            try {
                show(lag.look());
                if (untilEnd && processor.caughtUp()) {
                    // What is left between the two are the marks of transactions, which are no messages.
                    long all = lag.look().all();
                    show(new CopyProgress.State(all, all));
                    return true;
                }
            } catch (BrokerUnavailableException | CommandFailure | KafkaException e) {
                // The processor rides such times out, and fails by itself if it cannot.
                progress.say("the broker does not tell how far it is: " + Failures.message(e));
            }
        }
        Optional<Throwable> failure = processor.failure();
        if (failure.isPresent()) {
            throw failure.get() instanceof RuntimeException e ? e : new EosException("the copy failed", failure.get());
        }
        return false;
    }

    private void show(CopyProgress.State state) {
        long now = System.nanoTime();
        long settled = settled();
        String text = text(settled - settledThen, now - lookedAt, state.lag());
        lookedAt = now;
        settledThen = settled;
        progress.update(state.done(), state.all(), text);
    }

    /** What this process settles in a second, and how many messages the group has before it. */
    static String text(long settled, long nanos, long lag) {
        long rate = Math.round(1e9 * settled / Math.max(1, nanos));
        return String.format(Locale.ROOT, "%,d/s here, lag %,d", rate, lag);
    }

    private long settled() {
        EosProcessor.Counts counts = processor.counts();
        return counts.processed() + counts.skipped() + counts.deadLettered();
    }

    /** What this process did. */
    String summary(String from, String to, String deadLetterTopic) {
        EosProcessor.Counts counts = processor.counts();
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        String summary = String.format(
                Locale.ROOT,
                "%s -> %s: copied %,d, skipped %,d duplicates, %,d dead letters, by this process in %.1f s (%,.0f/s)",
                from,
                to,
                counts.processed(),
                counts.skipped(),
                counts.deadLettered(),
                seconds,
                settled() / seconds);
        return counts.deadLettered() == 0 ? summary : summary + "; see topic '" + deadLetterTopic + "'";
    }
}
