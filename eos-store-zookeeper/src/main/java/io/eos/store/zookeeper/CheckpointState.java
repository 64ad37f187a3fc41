package io.eos.store.zookeeper;

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
    /** The same, from which on ids have a znode each. */
    CheckpointState withZnodes() {
        return new CheckpointState(tenure, Form.BOTH, version, sequence, watermark, leaderEpoch, own);
    }
}
