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
        view.writer()
                .record(List.of(), new ShardWriter.Progress(view.settled(), view.leaderEpoch(), view.unpublished()));
        shared.probe().reached(Step.WATERMARK_FLUSHED, view.partition());
        return Turn.DONE;
    }
}
