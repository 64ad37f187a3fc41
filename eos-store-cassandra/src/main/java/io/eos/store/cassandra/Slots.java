package io.eos.store.cassandra;

import io.eos.api.MessageId;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of ids where they are unique: in a shard, or in a processor. Thread-safe. */
interface Slots {
    /** Whether the tenure must be checked by a read before the first write, since no write does it. */
    boolean readsFirst();

    /** A token that is greater than those that were given for any id whose row is gone. */
    long freshToken(Tenure tenure, long now);

    /** What is stored, at the serial level. */
    Snapshot read(String operation, Tenure tenure, List<MessageId> ids);

    /** The rows alone. */
    Map<MessageId, IdRow> rows(String operation, Tenure tenure, List<MessageId> ids);

    /**
     * Writes what a checkpoint newly names as pending, where rows come before the checkpoint: else a node that dies between them leaves results that
     * nobody knows to be unpublished, and whose messages a compacted topic need not bring again. A pending id without a result is harmless.
     *
     * @param head as it was read
     * @throws io.eos.api.StoreUnavailableException if nothing can have happened
     */
    Calls.Applied announce(String operation, Tenure tenure, @Nullable Head head, Checkpoint checkpoint);

    /**
     * Writes rows, each on its condition, and the checkpoint if there is one.
     *
     * @param advances whether the checkpoint moves the watermark
     * @throws io.eos.api.StoreUnavailableException if nothing can have happened
     */
    Written write(
            String operation, Tenure tenure, List<RowWrite> writes, @Nullable Checkpoint checkpoint, boolean advances);

    /**
     * What was read at one moment (in {@code PROCESSOR} scope: the head first, the rows after it).
     *
     * @param now the server's clock, in milliseconds
     */
    record Snapshot(@Nullable Head head, long now, Map<MessageId, IdRow> rows) {
        /** Nothing was read. */
        static final Snapshot NONE = new Snapshot(null, 0, Map.of());
    }

    /**
     * What became of writes.
     *
     * @param open the ids whose rows were not written, or not for sure
     * @param complete whether there are none, and the checkpoint is written too
     * @param unanswered whether an answer was lost
     * @param happened whether anything was written, or may have been
     */
    record Written(Set<MessageId> open, boolean complete, boolean unanswered, boolean happened) {
        static final Written ALL = new Written(Set.of(), true, false, true);
    }
}
