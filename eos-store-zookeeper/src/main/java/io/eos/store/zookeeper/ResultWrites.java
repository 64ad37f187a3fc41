package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.spi.Checkpoint;
import io.eos.store.zookeeper.Results.Encoded;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import io.eos.store.zookeeper.Shards.LastCheckpoint;
import io.eos.store.zookeeper.Slots.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.zookeeper.Op;

/** Writes results and a checkpoint in one {@code multi}: into segments, or each into the znode of its id. Thread-safe. */
final class ResultWrites {
    /** An operation, and its part of a page; a result that begins a segment counts with the whole of it. */
    private static final int SEGMENT_SHARE = 64;

    private static final int SEGMENT_WHOLE = 240;

    private final Client client;
    private final Shards shards;
    private final Slots slots;
    private final Segments segments;

    ResultWrites(Client client, Shards shards, Slots slots, Segments segments) {
        this.client = client;
        this.shards = shards;
        this.slots = slots;
        this.segments = segments;
    }

    /**
     * Where the next results of a shard go.
     *
     * @param more how many they are: where the index does not take them, ids have znodes from now on
     * @throws LostRaceException if the index says more than is there
     */
    Target of(Call call, ShardIndex index, CheckpointState state, int more) {
        if (index.form() != Form.SEGMENTS || !index.isFull(more)) {
            return new Target(index, state);
        }
        // For good: so not before a look at what another store has purged.
        if (!segments.load(call, index.shard()).isFull(more)) {
            throw new LostRaceException("pages of the shard were purged");
        }
        return new Target(index, state.withZnodes());
    }

    /** What a result takes in a request at most, its segment's and its page's part included. */
    static int bytesInSegment(Encoded each) {
        int bytes = Entry.bytes(each.id(), each.result());
        return bytes + (bytes < ShardIndex.SEGMENT_BYTES / 4 ? SEGMENT_SHARE : SEGMENT_WHOLE);
    }

    /** The shard as it stands, for one call. Used under the monitor of its {@link LastCheckpoint}. */
    final class Target {
        private final ShardIndex index;
        private CheckpointState state;

        private Target(ShardIndex index, CheckpointState state) {
            this.index = index;
            this.state = state;
        }

        CheckpointState state() {
            return state;
        }

        List<List<Encoded>> parts(List<Encoded> toWrite) {
            return state.form() == Form.SEGMENTS
                    ? Limits.parts(toWrite, ResultWrites::bytesInSegment, Integer.MAX_VALUE)
                    : Limits.parts(toWrite, this::bytesInZnode, Limits.MULTI_ZNODES);
        }

        /** The operations that put results where nothing is, or a claim that they end. */
        List<Op> put(List<Encoded> results, Map<MessageId, Slot> there) {
            return state.form() == Form.SEGMENTS
                    ? index.plan(results.stream().map(Encoded::entry).toList())
                    : results.stream()
                            .map(each -> znode(each, there.getOrDefault(each.id(), Slot.NOWHERE))
                                    .operation())
                            .toList();
        }

        private int bytesInZnode(Encoded each) {
            return slots.bytes(state.tenure(), each.id(), each.dataBytes());
        }

        private Write znode(Encoded each, Slot slot) {
            return slots.write(state.tenure(), each.id(), slot.version(), each.data());
        }

        /** Writes all of it, or nothing. An index with which a write failed, for whatever reason, is not used again. */
        MultiOutcome write(
                Call call, LastCheckpoint cached, Checkpoint checkpoint, Supplier<List<Op>> results, List<Op> effects) {
            boolean done = false;
            try {
                List<Op> operations = new ArrayList<>(shards.checkpoint(state, checkpoint));
                operations.addAll(results.get());
                operations.addAll(effects);
                MultiOutcome outcome = client.multi(call, operations);
                if (outcome.done()) {
                    index.written(outcome.stat(1));
                    state = Shards.written(cached, state, checkpoint, outcome);
                    done = true;
                }
                return outcome;
            } finally {
                if (!done) {
                    segments.drop(index);
                }
            }
        }
    }
}
