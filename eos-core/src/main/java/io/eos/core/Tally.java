package io.eos.core;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of messages on this node. Thread-safe. */
final class Tally {
    private final LongAdder processed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final LongAdder published = new LongAdder();

    void add(BatchOutcome outcome, Duration age, LoopMetrics metrics) {
        processed.add(outcome.processed());
        skipped.add(outcome.skipped());
        deadLettered.add(outcome.deadLettered());
        rolledBack.add(outcome.rolledBack());
        metrics.settled(outcome.processed(), outcome.skipped(), outcome.deadLettered(), outcome.rolledBack());
        metrics.batch(age);
    }

    void published(long records) {
        published.add(records);
    }

    EosProcessor.Counts counts() {
        return new EosProcessor.Counts(
                processed.sum(), skipped.sum(), deadLettered.sum(), rolledBack.sum(), published.sum());
    }
}
