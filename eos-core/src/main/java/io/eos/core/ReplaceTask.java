package io.eos.core;

import io.eos.api.StoredResult;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import java.util.function.Consumer;

/**
 * Replaces a result that can never be published (an output is too large for the broker, its topic cannot be) by its dead letter: nothing of it
 * was ever published, and otherwise it would hold its shard for ever.
 */
final class ReplaceTask implements ShardTask {
    private final NodeContext shared;
    private final ShardView view;
    private final Outgoing bad;
    private final StoredResult deadLetter;
    private final Consumer<Outgoing> whenReplaced;

    ReplaceTask(
            NodeContext shared,
            ShardView view,
            Outgoing bad,
            StoredResult deadLetter,
            Consumer<Outgoing> whenReplaced) {
        this.shared = shared;
        this.view = view;
        this.bad = bad;
        this.deadLetter = deadLetter;
        this.whenReplaced = whenReplaced;
    }

    @Override
    public Turn advance() {
        if (!bad.recorded()) {
            whenReplaced.accept(new Outgoing(bad.id(), deadLetter, bad.raw(), false));
            return Turn.DONE;
        }
        ShardWriter writer = view.writer();
        var checkpoint =
                writer.next(new ShardWriter.Progress(writer.acknowledged(), view.leaderEpoch(), view.unpublished()));
        RecordOutcome outcome = shared.store()
                .replace(writer.tenure(), bad.result().nonce(), Completion.unclaimed(bad.id(), deadLetter), checkpoint);
        writer.acknowledge(checkpoint);
        StoredResult now = outcome instanceof RecordOutcome.Superseded superseded ? superseded.by() : deadLetter;
        whenReplaced.accept(new Outgoing(bad.id(), now, bad.raw(), true));
        return Turn.DONE;
    }
}
