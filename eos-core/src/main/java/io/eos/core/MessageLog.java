package io.eos.core;

import io.eos.api.StoredResult;
import io.eos.core.DeadLetters.Reason;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at WARN what goes wrong with single messages: the one place for it. Thread-safe.
 *
 * <p>Neither a payload nor an exception's message, which may quote one, is ever logged, but for those of our own: the dead letter has it. Of each kind of trouble {@link
 * #MOST} lines are told per {@link #INTERVAL}, and how many there were besides: a handler that fails for every message floods no log.
 */
final class MessageLog {
    /** How many lines of a kind are told in an interval. */
    static final int MOST = 10;

    static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(MessageLog.class);
    private static final int MOST_CAUSES = 5;

    private final Settings settings;
    private final LoopClock clock;
    private final Quota retries = new Quota("failures of the handler that is called again");
    private final Quota deadLetters = new Quota("dead letters");
    private final Quota conflicts = new Quota("results or claims of other nodes that came first");

    MessageLog(Settings settings, LoopClock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The handler failed for a message; it is called again after a pause, if there is one. */
    void failed(Item item, Throwable failure, Optional<Duration> pause) {
        tell(
                pause.isPresent() ? retries : deadLetters,
                "the handler failed for {}, attempt {} of {}: {}; {}",
                place(item),
                item.failures,
                settings.handlerRetries() + 1,
                name(failure),
                pause.map(time -> "next attempt in " + SettingsReader.show(time))
                        .orElse("it becomes a dead letter"));
        if (LOG.isDebugEnabled()) {
            LOG.debug("processor {}: {} failed with {}", settings.processor(), place(item), trace(failure));
        }
    }

    /** A transaction of several messages failed, and nobody is to blame yet. */
    void groupFailed(Item first, int messages, Throwable failure) {
        tell(
                retries,
                "a transaction of {} messages from {} on failed: {}; they go one at a time now",
                messages,
                place(first),
                name(failure));
    }

    /** A message becomes a dead letter that no handler saw. */
    void deadLetter(Item item, Reason reason, Throwable error) {
        tell(deadLetters, "{} becomes a dead letter: {}, {}", place(item), reason.text(), name(error));
    }

    /** A message has the id of another one, and another payload. */
    void mismatch(Item item, String consequence) {
        tell(
                deadLetters,
                "{} has the id {} of a message with another payload; {}",
                place(item),
                item.id(),
                consequence);
    }

    /** Another node's result for the same message was there first, and differs. */
    void conflict(Item item, StoredResult winner) {
        tell(
                conflicts,
                "the result of {} for {} with id {} came first and differs; this node's is rolled back",
                winner.node(),
                place(item),
                item.id());
    }

    /** The effect is made, and somebody else may make it too. */
    void claimLost(Item item, long token) {
        tell(
                conflicts,
                "the claim on {} with id {} was lost to token {} before its result was recorded",
                place(item),
                item.id(),
                token);
    }

    /** What this node did for a message could not be undone. */
    void compensateFailed(Item item, Throwable failure) {
        tell(conflicts, "compensate failed for {} with id {}: {}", place(item), item.id(), name(failure));
    }

    /** Tells how many lines were left out since the last time. */
    void tellOmitted() {
        retries.tellOmitted();
        deadLetters.tellOmitted();
        conflicts.tellOmitted();
    }

    private void tell(Quota quota, String text, Object... arguments) {
        if (quota.admits()) {
            Object[] all = new Object[arguments.length + 1];
            all[0] = settings.processor();
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            LOG.warn("processor {}: " + text, all);
        }
    }

    private static String place(Item item) {
        return item.raw.topic() + "-" + item.raw.partition() + "@" + item.raw.offset();
    }

    private static String name(Throwable failure) {
        // What a transact handler throws as an error comes wrapped.
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : null;
        Throwable said = cause == null ? failure : cause;
        return said instanceof OutputRules.OutputRefusedException
                ? String.valueOf(said.getMessage())
                : said.getClass().getName();
    }

    /** Classes and frames of an exception and its causes, without their messages. */
    private static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable next = failure;
        for (int depth = 0; next != null && depth < MOST_CAUSES; depth++) {
            text.append(depth == 0 ? "" : "\ncaused by ").append(next.getClass().getName());
            for (StackTraceElement frame : next.getStackTrace()) {
                text.append("\n\tat ").append(frame);
            }
            next = next.getCause();
        }
        return text.toString();
    }

    /** Lines of one kind. */
    private final class Quota {
        private final String what;
        private long since;
        private int told;
        private long omitted;

        Quota(String what) {
            this.what = what;
        }

        synchronized boolean admits() {
            long now = clock.nanos();
            if (told > 0 && now - since >= INTERVAL.toNanos()) {
                told = 0;
            }
            if (told == 0) {
                since = now;
            }
            if (told >= MOST) {
                omitted++;
                return false;
            }
            told++;
            return true;
        }

        synchronized void tellOmitted() {
            if (omitted > 0) {
                LOG.warn("processor {}: and {} more {}", settings.processor(), omitted, what);
                omitted = 0;
            }
        }
    }
}
