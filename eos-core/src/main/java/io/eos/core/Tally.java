package io.eos.core;

import io.eos.api.ResultStatus;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of messages on this node. Thread-safe. */
final class Tally {
    private final LongAdder processed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final LongAdder published = new LongAdder();

    void add(Batch batch, LoopMetrics metrics) {
        int done = 0;
        int dead = 0;
        int lost = 0;
        for (Item item : batch.items()) {
            if (item.rolledBack) {
                lost++;
            }
            if (item.fate == Item.Fate.RECORDED || item.fate == Item.Fate.UNRECORDED) {
                if (item.result().status() == ResultStatus.DEAD_LETTER) {
                    dead++;
                } else {
                    done++;
                }
            }
        }
        int seen = batch.items().size() - done - dead;
        processed.add(done);
        skipped.add(seen);
        deadLettered.add(dead);
        rolledBack.add(lost);
        metrics.settled(done, seen, dead, lost);
        metrics.batch(batch.age());
    }

    void published(PublishUnit unit) {
        unit.outgoing()
                .forEach(outgoing -> published.add(outgoing.result().outputs().size()));
    }

    EosProcessor.Counts counts() {
        return new EosProcessor.Counts(
                processed.sum(), skipped.sum(), deadLettered.sum(), rolledBack.sum(), published.sum());
    }
}
