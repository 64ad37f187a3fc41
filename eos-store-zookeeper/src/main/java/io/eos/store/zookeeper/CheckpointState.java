package io.eos.store.zookeeper;

import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;

/**
 * A shard's checkpoint as it stands.
 *
 * @param form where the shard's results are
 * @param sequence of its last write under this tenure, 0 before the first
 * @param own whether it is the one that is to be written, by an earlier attempt whose answer was lost
 */
record CheckpointState(
        Tenure tenure, Form form, int version, long sequence, long watermark, int leaderEpoch, boolean own) {
    /** Whether a checkpoint may take its place: see {@link Checkpoint}. */
    boolean admits(Checkpoint checkpoint) {
        return sequence <= checkpoint.sequence() && watermark >= checkpoint.acknowledged();
    }

    /** What is written of a checkpoint that must not move the watermark. */
    Checkpoint held(Checkpoint checkpoint) {
        return new Checkpoint(
                checkpoint.sequence(), checkpoint.acknowledged(), watermark, leaderEpoch, checkpoint.pending());
    }

    /** The same, from which on ids have a znode each. */
    CheckpointState withZnodes() {
        return new CheckpointState(tenure, Form.BOTH, version, sequence, watermark, leaderEpoch, own);
    }
}
