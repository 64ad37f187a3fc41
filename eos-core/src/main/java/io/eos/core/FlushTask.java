package io.eos.core;

import java.util.List;

/** Writes an idle or revoked shard's watermark by itself, so that a rewind finds it and lag drains. */
final class FlushTask implements ShardTask {
    private final Shared shared;
    private final Assignment assignment;

    FlushTask(Shared shared, Assignment assignment) {
        this.shared = shared;
        this.assignment = assignment;
    }

    @Override
    public Turn advance() {
        assignment
                .writer()
                .record(
                        List.of(),
                        new ShardWriter.Progress(
                                assignment.settled(), assignment.leaderEpoch(), assignment.unpublished()));
        shared.probe().reached(Step.WATERMARK_FLUSHED, assignment.partition());
        return Turn.DONE;
    }
}
