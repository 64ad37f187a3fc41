package io.eos.core;

import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes under one tenure. It numbers the writes, so that one that comes late is refused, and remembers what the store acknowledged.
 * Used by one task at a time.
 *
 * <p>A write whose outcome is unknown is repeated with the <em>next</em> number: the results' nonces make it idempotent, and should
 * the first one still be on its way, it finds a higher number and changes nothing.
 */
final class ShardWriter {
    private final ResultStore store;
    private final LoopClock clock;
    private final Tenure tenure;
    private long sequence;
    private volatile long acknowledged;
    private volatile List<Pending> pending;
    /** Of the last write, whatever became of it. */
    private volatile List<Pending> attempted;
    /** When the last checkpoint was made. */
    private long madeAt;

    ShardWriter(ResultStore store, LoopClock clock, Tenure tenure, Checkpoint last) {
        this.store = store;
        this.clock = clock;
        this.madeAt = clock.nanos();
        this.tenure = tenure;
        this.acknowledged = last.watermark();
        this.pending = last.pending();
        this.attempted = last.pending();
    }

    Tenure tenure() {
        return tenure;
    }

    /** The watermark that the store acknowledged last. */
    long acknowledged() {
        return acknowledged;
    }

    /** What the store takes for recorded and not published. */
    List<Pending> pending() {
        return pending;
    }

    /**
     * What the store takes, or may take, for recorded and not published, from an offset on. It may name more than there is, which harms nobody: what
     * is published is what the store has a result of.
     */
    SortedMap<Long, Pending> pendingFrom(long offset) {
        SortedMap<Long, Pending> all = new TreeMap<>();
        for (List<Pending> some : List.of(pending, attempted)) {
            some.stream().filter(one -> one.offset() >= offset).forEach(one -> all.put(one.offset(), one));
        }
        return all;
    }

    /** The next checkpoint; {@link #acknowledge} it when its write is. */
    Checkpoint next(Progress progress) {
        sequence++;
        madeAt = clock.nanos();
        attempted = progress.pending();
        return new Checkpoint(sequence, acknowledged, progress.watermark(), progress.leaderEpoch(), progress.pending());
    }

    /** How long no checkpoint was made. */
    Duration idle() {
        return clock.since(madeAt);
    }

    /** A write is about to be made that names more than {@link #next} knew. */
    void attempt(Checkpoint written) {
        attempted = written.pending();
    }

    void acknowledge(Checkpoint written) {
        acknowledged = written.watermark();
        pending = written.pending();
    }

    /** Records results, and the checkpoint with them: but for its watermark, if not all of them are recorded. */
    List<RecordOutcome> record(List<Completion> completions, Progress progress) {
        Checkpoint checkpoint = next(progress);
        List<RecordOutcome> outcomes = store.record(tenure, completions, checkpoint);
        if (RecordOutcome.allRecorded(outcomes)) {
            acknowledge(checkpoint);
        } else {
            pending = checkpoint.pending();
        }
        return outcomes;
    }

    /**
     * How far a shard is when something is written.
     *
     * @param watermark all offsets below it are settled, but for what is pending
     * @param leaderEpoch of the record before it, or -1
     * @param pending recorded and not published
     */
    record Progress(long watermark, int leaderEpoch, List<Pending> pending) {}
}
