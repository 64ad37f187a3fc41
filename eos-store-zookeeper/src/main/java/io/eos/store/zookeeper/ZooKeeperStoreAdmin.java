package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.EntryCursor;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import io.eos.store.zookeeper.NodeNames.SlotName;
import io.eos.store.zookeeper.ShardCodec.Owner;
import io.eos.store.zookeeper.ShardCodec.Written;
import io.eos.store.zookeeper.Slot.Claimed;
import io.eos.store.zookeeper.Slot.Done;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** The operator's view. A list of entries, and forgetting a shard's results, look at all ids of the processor. Thread-safe. */
final class ZooKeeperStoreAdmin implements StoreAdmin {
    private final Client client;
    private final Layout layout;
    private final CallRunner calls;
    private final Processors processors;
    private final Shards shards;
    private final Buckets buckets;
    private final SegmentAdmin segments;
    private final WatermarkLowering watermarks;

    ZooKeeperStoreAdmin(
            Client client,
            Layout layout,
            CallRunner calls,
            Processors processors,
            Shards shards,
            Buckets buckets,
            SegmentAdmin segments) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
        this.processors = processors;
        this.shards = shards;
        this.buckets = buckets;
        this.segments = segments;
        watermarks = new WatermarkLowering(client, layout, shards);
    }

    @Override
    public List<Registration> processors() {
        return calls.run("a list of processors", processors::all);
    }

    @Override
    public List<ShardState> shards(String processor) {
        return calls.run("a list of shards", call -> {
            List<Shard> acquired = shards.acquired(call, processor);
            List<String> paths = new ArrayList<>();
            acquired.forEach(shard -> paths.addAll(List.of(layout.owner(shard), layout.checkpoint(shard))));
            List<@Nullable ZNode> nodes = client.read(call, paths);
            List<ShardState> states = new ArrayList<>();
            for (int i = 0; i < acquired.size(); i++) {
                ZNode owner = nodes.get(2 * i);
                ZNode checkpoint = nodes.get(2 * i + 1);
                if (owner != null && checkpoint != null) {
                    states.add(state(acquired.get(i), owner, checkpoint));
                }
            }
            return states;
        });
    }

    private List<Shard> acquired(String processor) {
        return calls.run("a list of shards", call -> shards.acquired(call, processor));
    }

    private static ShardState state(Shard shard, ZNode ownerNode, ZNode checkpointNode) {
        Owner owner = ShardCodec.owner(ownerNode.data());
        Written written = ShardCodec.checkpoint(checkpointNode.data());
        Checkpoint last = written.checkpoint();
        Checkpoint present = written.epoch() == owner.epoch()
                ? last
                : new Checkpoint(0, last.acknowledged(), last.watermark(), last.leaderEpoch(), last.pending());
        Instant changedAt = ownerNode.changedAt().isAfter(checkpointNode.changedAt())
                ? ownerNode.changedAt()
                : checkpointNode.changedAt();
        return new ShardState(shard, owner.epoch(), owner.node(), present, changedAt);
    }

    @Override
    public List<Entry> lookUp(String processor, MessageId id) {
        return calls.run("a look-up", call -> {
            List<SlotName> slots = slots(call, processor, id);
            // Before the znodes: from segments results go there, and never back.
            List<@Nullable Slot> fromSegments = new ArrayList<>();
            slots.forEach(each -> fromSegments.add(segments.lookUp(call, each)));
            List<String> paths = paths(processor, slots);
            List<@Nullable ZNode> nodes = client.read(call, paths);
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < slots.size(); i++) {
                Slot recorded = fromSegments.get(i);
                Slot slot = recorded != null ? recorded : Slot.read(paths.get(i), nodes.get(i));
                Entry entry = entry(slots.get(i), slot);
                if (entry != null) {
                    entries.add(entry);
                }
            }
            return entries;
        });
    }

    /** Where an id can be. */
    private List<SlotName> slots(Call call, String processor, MessageId id) {
        Registration registration = processors.find(call, processor);
        if (registration == null) {
            return List.of();
        }
        if (registration.stored().scope() == Scope.PROCESSOR) {
            return List.of(new SlotName(id, null));
        }
        return shards.acquired(call, processor).stream()
                .map(shard -> new SlotName(id, shard))
                .toList();
    }

    private List<String> paths(String processor, List<SlotName> slots) {
        return slots.stream()
                .map(slot -> layout.slot(processor, slot.shard(), slot.id()))
                .toList();
    }

    /** An id that nobody holds any more is absent, whatever is remembered of it. */
    static @Nullable Entry entry(SlotName name, Slot slot) {
        if (slot instanceof Claimed claim) {
            NodeId holder = claim.holder();
            return new Entry(
                    name.shard(), name.id(), EntryState.CLAIMED, null, claim.token(), holder, claim.changedAt());
        }
        if (slot instanceof Done done) {
            StoredResult result = done.result();
            EntryState state =
                    result.status() == ResultStatus.PROCESSED ? EntryState.PROCESSED : EntryState.DEAD_LETTER;
            return new Entry(name.shard(), name.id(), state, result, done.token(), result.node(), done.changedAt());
        }
        return null;
    }

    @Override
    public Page list(String processor, @Nullable EntryState state, @Nullable String after, int limit) {
        Page.checkLimit(limit);
        EntryCursor cursor = EntryCursor.parse(after);
        Listing listing = new Listing(client, calls, processor, state, cursor, limit);
        buckets.visit("a list of entries", processor, 0, listing::add);
        segments.list(acquired(processor), listing);
        return listing.page();
    }

    @Override
    public void lowerWatermark(Shard shard, long watermark) {
        calls.run("lowering the watermark of " + shard, call -> {
            watermarks.lower(call, shard, watermark);
            return true;
        });
    }

    @Override
    public long forget(Shard shard, long fromOffset) {
        long[] forgotten = {0};
        String operation = "forgetting results of " + shard;
        buckets.visit(operation, shard.processor(), 0, (directory, names) -> {
            for (List<String> some : Buckets.chunks(names, Buckets.CHUNK)) {
                List<String> paths =
                        some.stream().map(name -> directory + "/" + name).toList();
                forgotten[0] += calls.run(
                        operation,
                        call -> empty(
                                call,
                                paths,
                                (path, node) -> Slot.read(path, node) instanceof Done done
                                        && done.result().source().in(shard)
                                        && done.result().source().offset() >= fromOffset));
            }
            return true;
        });
        forgotten[0] += segments.forget(operation, acquired(shard.processor()), shard, fromOffset);
        return forgotten[0];
    }

    /** Whatever there is, whether it can be read or not. */
    @Override
    public boolean erase(String processor, MessageId id) {
        return calls.run("erasing an id", call -> {
            List<SlotName> names = slots(call, processor, id);
            List<String> paths = paths(processor, names);
            int erased = 0;
            for (SlotName name : names) {
                erased += segments.erase(call, name);
            }
            for (List<String> some : Buckets.chunks(paths, Buckets.CHUNK)) {
                erased += empty(call, some, (path, node) -> node.data().length > 0);
            }
            return erased > 0;
        });
    }

    /** Which znodes are meant. */
    private interface Choice {
        boolean takes(String path, ZNode node);
    }

    /** Empties the znodes that are meant, all together, and says how many. */
    private int empty(Call call, List<String> paths, Choice choice) {
        List<@Nullable ZNode> nodes = client.read(call, paths);
        List<Op> operations = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            ZNode node = nodes.get(i);
            if (node != null && choice.takes(paths.get(i), node)) {
                operations.add(Op.setData(paths.get(i), Slot.NOTHING, node.version()));
            }
        }
        client.write(call, operations);
        return operations.size();
    }
}
