package io.eos.core;

import java.util.List;

/** Writes an idle or revoked shard's watermark by itself, so that a rewind finds it and lag drains. */
final class FlushTask implements ShardTask {
    private final NodeContext shared;
    private final ShardView view;

    FlushTask(NodeContext shared, ShardView view) {
        this.shared = shared;
        this.view = view;
    }

    @Override
    public Turn advance() {
        // A batch that was given up half-way has written how far it came: a watermark that goes back would look like a
        // store that did.
        long acknowledged = view.writer().acknowledged();
        ShardWriter.Progress progress = view.settled() >= acknowledged
                ? new ShardWriter.Progress(view.settled(), view.leaderEpoch(), view.unpublished())
                : new ShardWriter.Progress(acknowledged, -1, view.unpublished());
        view.writer().record(List.of(), progress);
        shared.probe().reached(Step.WATERMARK_FLUSHED, view.partition());
        return Turn.DONE;
    }
}
