package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Tenure;
import io.eos.store.zookeeper.Segment.Found;
import io.eos.store.zookeeper.ShardCodec.Written;
import io.eos.store.zookeeper.ShardIndex.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * The results that are kept in segments: those of shards in {@code SHARD} scope. Thread-safe.
 *
 * <p>An index says which segment can hold an id. It is read once, goes on with what this store writes, and is thrown away when the checkpoint
 * turns out to be another one than it goes with: see {@link ShardIndex}.
 */
final class Segments {
    private final Client client;
    private final Layout layout;
    private final Shards shards;
    private final int capacity;
    private final ConcurrentMap<Shard, ShardIndex> indexes = new ConcurrentHashMap<>();

    /** @param capacity of how many ids in segments a shard may have */
    Segments(Client client, Layout layout, Shards shards, int capacity) {
        this.client = client;
        this.layout = layout;
        this.shards = shards;
        this.capacity = capacity;
    }

    /** Where a shard's results are, as far as is known: what is written supposing so is refused where it is not. */
    Form form(Call call, Tenure tenure) {
        return tenure.scope() == Scope.PROCESSOR
                ? Form.ZNODES
                : index(call, tenure.shard()).form();
    }

    private ShardIndex index(Call call, Shard shard) {
        ShardIndex known = indexes.get(shard);
        return known != null ? known : load(call, shard);
    }

    ShardIndex load(Call call, Shard shard) {
        ShardIndex loaded = read(call, shard);
        indexes.put(shard, loaded);
        return loaded;
    }

    /** The pages are read after the checkpoint: they name what it knew, and perhaps more. */
    ShardIndex read(Call call, Shard shard) {
        ZNode checkpoint = client.read(call, layout.checkpoint(shard));
        Form form = checkpoint == null
                ? Form.ZNODES
                : ShardCodec.checkpoint(checkpoint.data()).form();
        ShardIndex index = empty(shard, form, checkpoint);
        List<Integer> numbers = form.hasSegments() ? pages(call, shard) : List.of();
        List<String> paths =
                numbers.stream().map(number -> layout.page(shard, number)).toList();
        List<@Nullable ZNode> nodes = client.read(call, paths);
        for (int i = 0; i < nodes.size(); i++) {
            ZNode node = nodes.get(i);
            if (node != null) {
                index.load(numbers.get(i), SegmentCodec.page(paths.get(i), node), node.version());
            }
        }
        return index;
    }

    private ShardIndex empty(Shard shard, Form form, @Nullable ZNode checkpoint) {
        return new ShardIndex(
                shard, layout, client.acl(), capacity, form, checkpoint == null ? null : checkpoint.stat());
    }

    /** The numbers of a shard's pages, from the oldest on. */
    List<Integer> pages(Call call, Shard shard) {
        return client.children(call, layout.results(shard)).stream()
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    /**
     * The index that goes with a checkpoint, for a write under its version.
     *
     * @param supposed where results were supposed to be when it was decided what to read
     * @throws LostRaceException if it was not so
     */
    ShardIndex at(Call call, CheckpointState state, Form supposed) {
        Shard shard = state.tenure().shard();
        if (state.tenure().scope() == Scope.PROCESSOR) {
            return empty(shard, Form.ZNODES, null);
        }
        ShardIndex index = index(call, shard);
        // Where the index knows of znodes, it is the checkpoint that is remembered from before the first claim.
        if (!index.isAsOf(state) && !(call.first() && index.form() == Form.BOTH)) {
            index = load(call, shard);
        }
        if (!index.isAsOf(state) || state.form() != supposed) {
            throw new LostRaceException("the shard's results changed");
        }
        return index;
    }

    /** An index with which something could not be written. */
    void drop(ShardIndex index) {
        indexes.remove(index.shard(), index);
    }

    /** Forgets pages that are gone: those up to a number, other than the ones that are there. */
    void retain(Shard shard, int until, Set<Integer> pages) {
        ShardIndex known = indexes.get(shard);
        if (known != null) {
            known.retain(until, pages);
        }
    }

    /** Keeps nothing in memory of a processor's shards that are another store's by now. */
    boolean dropLost(Call call, String processor) {
        List<ShardIndex> known = indexes.values().stream()
                .filter(each -> each.shard().processor().equals(processor))
                .toList();
        List<@Nullable ZNode> owners = client.read(
                call, known.stream().map(each -> layout.owner(each.shard())).toList());
        for (int i = 0; i < owners.size(); i++) {
            if (!shards.isOwn(known.get(i).shard(), owners.get(i))) {
                drop(known.get(i));
            }
        }
        return !known.isEmpty();
    }

    private static boolean holds(Located located, ZNode checkpoint) {
        return located.holds(ShardCodec.checkpoint(checkpoint.data()).form(), checkpoint.stat());
    }

    /** What the index says of ids, looked up; nothing is asked of ZooKeeper where it names none. */
    Map<MessageId, Found> stored(Call call, ShardIndex index, List<MessageId> ids) {
        Located located = index.locate(ids);
        List<String> paths = paths(index, located);
        return found(index, located, paths, client.read(call, paths));
    }

    private List<String> paths(ShardIndex index, Located located) {
        Set<String> paths = new LinkedHashSet<>();
        located.segments()
                .values()
                .forEach(locations -> locations.forEach(each -> paths.add(layout.segment(index.shard(), each))));
        return List.copyOf(paths);
    }

    private Map<MessageId, Found> found(
            ShardIndex index, Located located, List<String> paths, List<@Nullable ZNode> nodes) {
        Map<String, Segment> segments = new HashMap<>();
        Segment.read(paths, nodes).forEach(each -> segments.put(each.path(), each));
        Map<MessageId, Found> found = new LinkedHashMap<>();
        located.segments()
                .forEach((id, locations) -> locations.forEach(location -> {
                    Segment segment = segments.get(layout.segment(index.shard(), location));
                    Found one = segment == null ? null : segment.find(id);
                    if (one != null) {
                        found.put(id, one);
                    }
                }));
        return found;
    }

    /**
     * What stands under these ids now, wherever it is, in one round trip if the shard is this store's.
     *
     * <p>Its owner may write without pause. So an index that was read within this call need not be of the present version: it names all that was recorded before
     * the call. Only where a segment that it names does not have the id, the result may have gone to another one since, and it is read again.
     */
    Map<MessageId, Slot> current(Call call, Slots slots, Tenure tenure, List<MessageId> ids) {
        Shard shard = tenure.shard();
        ShardIndex known = indexes.get(shard);
        boolean fresh = known == null;
        ShardIndex index = known == null ? load(call, shard) : known;
        Map<MessageId, List<Location>> missed = Map.of();
        while (true) {
            Located located = index.locate(ids);
            List<String> segments = paths(index, located);
            List<String> paths = new ArrayList<>(segments);
            if (index.form().hasZnodes()) {
                paths.addAll(slots.paths(tenure, ids));
            }
            // Last: as long as it is of the index's version, so is all that was read before it.
            paths.add(layout.checkpoint(shard));
            List<@Nullable ZNode> nodes = client.read(call, paths);
            ZNode checkpoint = nodes.get(nodes.size() - 1);
            Map<MessageId, Found> found = found(index, located, segments, nodes.subList(0, segments.size()));
            Map<MessageId, List<Location>> before = missed;
            missed = new HashMap<>(located.segments());
            missed.keySet().removeAll(found.keySet());
            if (checkpoint == null || holds(located, checkpoint) || (fresh && isWithin(missed, before))) {
                Map<MessageId, Slot> all = new HashMap<>();
                if (index.form().hasZnodes()) {
                    all.putAll(Slots.slots(ids, nodes.subList(segments.size(), nodes.size() - 1)));
                }
                found.forEach((id, one) -> all.put(id, one.slot()));
                return all;
            }
            // Somebody wrote: this store itself, perhaps, which tells its index.
            ShardIndex present = indexes.get(shard);
            index = present != null && holds(present.locate(List.of()), checkpoint) ? present : load(call, shard);
            fresh = true;
        }
    }

    private static boolean isWithin(Map<MessageId, List<Location>> some, Map<MessageId, List<Location>> all) {
        return some.entrySet().stream()
                .allMatch(each -> all.getOrDefault(each.getKey(), List.of()).containsAll(each.getValue()));
    }

    /** Sees to it that ids of the shard may have znodes, as a claim does, and that no segment is added from then on. */
    ShardIndex withZnodes(Call call, Tenure tenure) {
        ShardIndex index = index(call, tenure.shard());
        if (index.form().hasZnodes()) {
            return index;
        }
        ZNode node = client.read(call, layout.checkpoint(tenure.shard()));
        Written written = node == null ? null : ShardCodec.checkpoint(node.data());
        if (node != null && written != null && written.form() == Form.SEGMENTS) {
            byte[] data = ShardCodec.encode(written.epoch(), written.checkpoint(), Form.BOTH);
            Op change = Op.setData(layout.checkpoint(tenure.shard()), data, node.version());
            MultiOutcome outcome = client.multi(call, List.of(shards.fence(tenure), change));
            if (!outcome.done()) {
                throw shards.refused(call, tenure, outcome);
            }
        }
        return load(call, tenure.shard());
    }
}
