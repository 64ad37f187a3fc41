package io.eos.store.zookeeper;

import io.eos.api.FencedException;
import io.eos.api.NodeId;
import io.eos.api.NotRegisteredException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.StoreAdmin;
import io.eos.spi.Tenure;
import io.eos.store.zookeeper.ShardCodec.Owner;
import io.eos.store.zookeeper.ShardCodec.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * Tenures and checkpoints. Thread-safe.
 *
 * <p>A tenure is the present one for as long as its own znode is there, whose name holds epoch and nonce: each write begins with a check that it
 * is, and whoever acquires the shard deletes it in the {@code multi} that makes the next one. Acquiring depends on the owner's znode
 * alone, not on the checkpoint, so that a tenure that writes without pause cannot hold it up; the checkpoint is read afterwards, when
 * nobody of before can write it any more.
 *
 * <p>The checkpoint's version and conditions are remembered from the last write, so that a record takes one round trip; where that is not how it
 * stands any more the write fails, and it is read.
 */
final class Shards {
    private static final byte[] NO_DATA = {};

    private final Client client;
    private final Layout layout;
    private final ConcurrentMap<Shard, LastCheckpoint> lastCheckpoints = new ConcurrentHashMap<>();

    Shards(Client client, Layout layout) {
        this.client = client;
        this.layout = layout;
    }

    /** What is remembered of a shard's checkpoint. Its writes by this store take turns under the monitor, rather than get in each other's way. */
    static final class LastCheckpoint {
        private volatile @Nullable CheckpointState state;
    }

    /** How the checkpoint stands, and other znodes that were read with it. */
    record Look(CheckpointState state, List<@Nullable ZNode> also) {}

    LastCheckpoint lastCheckpoint(Shard shard) {
        return lastCheckpoints.computeIfAbsent(shard, same -> new LastCheckpoint());
    }

    /** The shards of a processor that were ever acquired. */
    List<Shard> acquired(Call call, String processor) {
        return client.children(call, layout.shards(processor)).stream()
                .map(name -> NodeNames.shard(processor, name))
                .sorted(StoreAdmin.SHARD_ORDER)
                .toList();
    }

    /** Whether a shard's owner, as it was read, is the last tenure that this store acquired, or wrote under. */
    boolean isOwn(Shard shard, @Nullable ZNode owner) {
        CheckpointState known = lastCheckpoint(shard).state;
        return owner != null && known != null && Arrays.equals(owner.data(), ShardCodec.owner(known.tenure()));
    }

    Acquisition acquire(Call call, Shard shard, Scope scope, NodeId node) {
        List<@Nullable ZNode> read =
                client.read(call, List.of(layout.processor(shard.processor()), layout.owner(shard)));
        if (read.get(0) == null) {
            throw new NotRegisteredException(shard.processor());
        }
        ZNode before = read.get(1);
        Owner last = before == null ? null : ShardCodec.owner(before.data());
        Owner next = new Owner(
                last == null ? 1 : last.epoch() + 1, ThreadLocalRandom.current().nextLong(), node);
        if (before == null) {
            begin(call, shard, scope, next);
        } else {
            takeOver(call, shard, before, next, List.of());
        }
        call.setMayHaveHappened();
        Tenure tenure = new Tenure(shard, scope, node, next.epoch(), next.nonce());
        ZNode checkpoint = client.read(call, layout.checkpoint(shard));
        if (checkpoint == null) {
            throw new LostRaceException("the shard's znodes were removed");
        }
        Written written = ShardCodec.checkpoint(checkpoint.data());
        Checkpoint left = written.checkpoint();
        LastCheckpoint cached = lastCheckpoint(shard);
        synchronized (cached) {
            cached.state = new CheckpointState(
                    tenure, written.form(), checkpoint.version(), 0, left.watermark(), left.leaderEpoch(), false);
        }
        return new Acquisition(
                tenure, new Checkpoint(0, left.watermark(), left.watermark(), left.leaderEpoch(), left.pending()));
    }

    /** The first tenure of a shard. */
    private void begin(Call call, Shard shard, Scope scope, Owner first) {
        Form form = scope == Scope.SHARD ? Form.SEGMENTS : Form.ZNODES;
        List<Op> operations = new ArrayList<>();
        operations.add(create(layout.owner(shard), ShardCodec.encode(first)));
        operations.add(create(layout.checkpoint(shard), ShardCodec.encode(first.epoch(), Checkpoint.EMPTY, form)));
        operations.add(create(layout.fence(shard, first.epoch(), first.nonce()), NO_DATA));
        if (form.hasSegments()) {
            operations.add(create(layout.results(shard), NO_DATA));
        }
        client.write(call, operations);
    }

    /** Replaces a tenure by the next one, if the owner is still as it was read. */
    void takeOver(Call call, Shard shard, ZNode before, Owner next, List<Op> more) {
        Owner last = ShardCodec.owner(before.data());
        List<Op> operations = new ArrayList<>();
        operations.add(Op.setData(layout.owner(shard), ShardCodec.encode(next), before.version()));
        operations.add(Op.delete(layout.fence(shard, last.epoch(), last.nonce()), -1));
        operations.add(create(layout.fence(shard, next.epoch(), next.nonce()), NO_DATA));
        operations.addAll(more);
        client.write(call, operations);
    }

    private Op create(String path, byte[] data) {
        return Op.create(path, data, client.acl(), CreateMode.PERSISTENT);
    }

    /** That the tenure is the present one: the first operation of each of its writes. */
    Op fence(Tenure tenure) {
        return Op.check(layout.fence(tenure), -1);
    }

    /** What it means that a write failed which began with the {@link #fence}. */
    RuntimeException refused(Call call, Tenure tenure, MultiOutcome outcome) {
        return outcome.failed() == 0 && outcome.code() == Code.NONODE
                ? fenced(call, tenure)
                : client.refused(call, outcome);
    }

    private FencedException fenced(Call call, Tenure tenure) {
        ZNode owner = client.read(call, layout.owner(tenure.shard()));
        return fenced(tenure, owner == null ? null : ShardCodec.owner(owner.data()));
    }

    private static FencedException fenced(Tenure tenure, @Nullable Owner owner) {
        return new FencedException("tenure " + tenure.epoch() + " of " + tenure.node() + " does not own "
                + tenure.shard() + ": "
                + (owner == null ? "nobody does" : "its epoch is " + owner.epoch() + ", of " + owner.node()));
    }

    /**
     * The checkpoint as it stands, if this one may take its place: see {@link Checkpoint}. The caller holds the monitor of {@code cached}.
     *
     * @param also what to read as well, in the same round trip
     * @throws FencedException if it may not, or the tenure is not the present one
     */
    Look guard(Call call, LastCheckpoint cached, Tenure tenure, Checkpoint checkpoint, List<String> also) {
        CheckpointState known = cached.state != null && cached.state.tenure().equals(tenure) ? cached.state : null;
        if (call.first() && known != null && known.admits(checkpoint)) {
            call.expectCheckpoint(known.version());
            return new Look(known, client.read(call, also));
        }
        Shard shard = tenure.shard();
        List<String> paths =
                new ArrayList<>(List.of(layout.owner(shard), layout.fence(tenure), layout.checkpoint(shard)));
        paths.addAll(also);
        List<@Nullable ZNode> read = client.read(call, paths);
        ZNode owner = read.get(0);
        ZNode stored = read.get(2);
        if (owner == null || read.get(1) == null || stored == null) {
            throw fenced(tenure, owner == null ? null : ShardCodec.owner(owner.data()));
        }
        Written written = ShardCodec.checkpoint(stored.data());
        Checkpoint last = written.checkpoint();
        long sequence = written.epoch() == tenure.epoch() ? last.sequence() : 0;
        boolean own =
                call.mayHaveWritten(stored.version()) && written.epoch() == tenure.epoch() && same(last, checkpoint);
        CheckpointState state = new CheckpointState(
                tenure, written.form(), stored.version(), sequence, last.watermark(), last.leaderEpoch(), own);
        if (!own) {
            check(known, state, checkpoint);
            call.expectCheckpoint(stored.version());
        }
        return new Look(state, read.subList(paths.size() - also.size(), paths.size()));
    }

    private static boolean same(Checkpoint stored, Checkpoint written) {
        return stored.sequence() == written.sequence()
                && stored.watermark() == written.watermark()
                && stored.leaderEpoch() == written.leaderEpoch()
                && stored.pending().equals(written.pending());
    }

    private static void check(@Nullable CheckpointState known, CheckpointState state, Checkpoint checkpoint) {
        Shard shard = state.tenure().shard();
        // A difference, since versions start over below zero in the end.
        if (known != null && state.version() - known.version() < 0) {
            throw new FencedException("the checkpoint of " + shard + " has version " + state.version() + ", but had "
                    + known.version() + " before: the store went back to an earlier history");
        }
        if (state.sequence() > checkpoint.sequence()) {
            throw new FencedException("write " + checkpoint.sequence() + " of a tenure of " + shard
                    + " came after its write " + state.sequence());
        }
        if (state.watermark() < checkpoint.acknowledged()) {
            throw new FencedException("the watermark of " + shard + " is " + state.watermark() + ", but "
                    + checkpoint.acknowledged() + " was acknowledged: the store went back to an earlier history");
        }
    }

    /** The operations that begin a write with a checkpoint. The second one writes it. */
    List<Op> checkpoint(CheckpointState state, Checkpoint checkpoint) {
        Tenure tenure = state.tenure();
        List<Op> operations = new ArrayList<>();
        operations.add(fence(tenure));
        operations.add(Op.setData(
                layout.checkpoint(tenure.shard()),
                ShardCodec.encode(tenure.epoch(), checkpoint, state.form()),
                state.version()));
        if (checkpoint.watermark() < state.watermark()) {
            // Seen by a purge that took the watermark for what it was.
            operations.add(Op.setData(layout.owner(tenure.shard()), ShardCodec.owner(tenure), -1));
        }
        return operations;
    }

    /** Remembers a checkpoint that was written with these operations. The caller holds the monitor of {@code cached}. */
    static CheckpointState written(
            LastCheckpoint cached, CheckpointState before, Checkpoint checkpoint, MultiOutcome outcome) {
        CheckpointState now = new CheckpointState(
                before.tenure(),
                before.form(),
                outcome.stat(1).getVersion(),
                checkpoint.sequence(),
                checkpoint.watermark(),
                checkpoint.leaderEpoch(),
                false);
        cached.state = now;
        return now;
    }
}
