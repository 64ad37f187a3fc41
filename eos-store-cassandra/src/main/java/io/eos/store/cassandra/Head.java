package io.eos.store.cassandra;

import io.eos.api.FencedException;
import io.eos.api.NodeId;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The head of a shard as it was read: who owns it, and how far it has come. */
record Head(long epoch, long nonce, NodeId node, Checkpoint checkpoint, Instant changedAt) {
    /** The checkpoint as the next tenure is told it. */
    Checkpoint last() {
        return new Checkpoint(
                0, checkpoint.watermark(), checkpoint.watermark(), checkpoint.leaderEpoch(), checkpoint.pending());
    }

    /**
     * Fails unless a tenure may write.
     *
     * @param head what was read, null if there is none
     * @param next what it would write as well, null for nothing
     */
    static void check(@Nullable Head head, Tenure tenure, @Nullable Checkpoint next, String operation) {
        String refused = operation + " on " + tenure.shard() + " under epoch " + tenure.epoch() + " was refused: ";
        if (head == null) {
            throw new FencedException(refused + "the store does not know the shard; was it emptied?");
        }
        if (head.epoch != tenure.epoch() || head.nonce != tenure.nonce()) {
            throw new FencedException(refused + "the shard's epoch is " + head.epoch + ", of " + head.node);
        }
        if (next != null && head.checkpoint.sequence() > next.sequence()) {
            throw new FencedException(refused + "it is write " + next.sequence() + ", and write "
                    + head.checkpoint.sequence() + " came first");
        }
        if (next != null && head.checkpoint.watermark() < next.acknowledged()) {
            throw new FencedException(refused + "the watermark is " + head.checkpoint.watermark() + ", but "
                    + next.acknowledged() + " was acknowledged: the store went back to an earlier history");
        }
    }
}
