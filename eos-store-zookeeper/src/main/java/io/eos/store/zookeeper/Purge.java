package io.eos.store.zookeeper;

import io.eos.api.Coordinates;
import io.eos.api.Shard;
import io.eos.spi.PurgeRequest;
import io.eos.store.zookeeper.Slot.Claimed;
import io.eos.store.zookeeper.Slot.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * Empties the znodes of what is older than the retention, and later deletes empty ones. Thread-safe.
 *
 * <p>One is deleted only when it has been empty for {@link #GRACE}: by then nobody is left who read it before, since a write goes over the session
 * on which its decision was read, no longer than seconds later ({@link Call}). Deleted at once, it could be made again with the
 * version that such a write expects.
 *
 * <p>Results at or above their shard's watermark stay: the {@code multi} that empties others checks that the shard's owner is as it was when the
 * watermark was read, and whoever lowers a watermark writes the owner too.
 *
 * <p>A call looks at each id of the processor at most once, a directory at a time, and goes on where the last one stopped.
 */
final class Purge {
    static final Duration GRACE = Duration.ofMinutes(10);

    private final Client client;
    private final Layout layout;
    private final Calls calls;
    private final Buckets buckets;
    private final Duration grace;
    private final ConcurrentMap<String, Integer> next = new ConcurrentHashMap<>();

    Purge(Client client, Layout layout, Calls calls, Buckets buckets, Duration grace) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
        this.buckets = buckets;
        this.grace = grace;
    }

    /** Where results that must stay begin, and the version of the owner under which that holds. */
    private record Bound(String owner, int version, long watermark) {}

    long purge(PurgeRequest request) {
        Instant now = calls.run("a purge", call -> client.readAt(call, layout.clock(), List.of()))
                .now();
        long[] removed = {0};
        int first = next.getOrDefault(request.processor(), 0);
        int stopped = buckets.visit("a purge", request.processor(), first, (directory, names) -> {
            for (List<String> some : Buckets.chunks(names, Buckets.CHUNK)) {
                List<String> paths =
                        some.stream().map(name -> directory + "/" + name).toList();
                int limit = (int) (request.limit() - removed[0]);
                removed[0] += calls.run("a purge", call -> purge(call, request, now, paths, limit));
                if (removed[0] == request.limit()) {
                    return false;
                }
            }
            return true;
        });
        next.put(request.processor(), stopped);
        return removed[0];
    }

    /** Deletes what was empty for long enough, empties what is too old, up to the limit, and says how many that were. */
    private int purge(Call call, PurgeRequest request, Instant now, List<String> paths, int limit) {
        List<@Nullable ZNode> nodes = client.read(call, paths);
        Map<String, ZNode> old = new LinkedHashMap<>();
        List<Op> operations = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            ZNode node = nodes.get(i);
            if (node == null) {
                continue;
            }
            if (node.data().length > 0 && isOld(node.changedAt(), request.retention(), now)) {
                old.put(paths.get(i), node);
            } else if (node.data().length == 0 && isOld(node.changedAt(), grace, now)) {
                operations.add(Op.delete(paths.get(i), node.version()));
            }
        }
        List<Op> emptying = old.isEmpty() ? List.of() : empty(call, request, now, old, limit, operations);
        operations.addAll(emptying);
        write(call, operations);
        return emptying.size();
    }

    private static boolean isOld(Instant since, Duration age, Instant now) {
        return Duration.between(since, now).compareTo(age) >= 0;
    }

    /** The operations that empty what is too old; those that check what they rely on are added to others. */
    private List<Op> empty(
            Call call, PurgeRequest request, Instant now, Map<String, ZNode> old, int limit, List<Op> operations) {
        Map<String, Slot> slots = new LinkedHashMap<>();
        old.forEach((path, node) -> slots.put(path, Slot.read(node)));
        Map<String, Bound> bounds = bounds(call, request.processor(), slots.values());
        Set<Bound> relied = new LinkedHashSet<>();
        List<Op> emptying = new ArrayList<>();
        for (Map.Entry<String, Slot> entry : slots.entrySet()) {
            Slot slot = entry.getValue();
            if (emptying.size() == limit) {
                break;
            }
            if (slot instanceof Done done) {
                Bound bound = bounds.get(key(done));
                if (bound == null || done.result().source().offset() >= bound.watermark()) {
                    continue;
                }
                relied.add(bound);
            } else if (slot instanceof Claimed claim && !isOld(claim.until(), request.retention(), now)) {
                continue;
            }
            emptying.add(Op.setData(entry.getKey(), Slot.NOTHING, slot.version()));
        }
        relied.forEach(bound -> operations.add(Op.check(bound.owner(), bound.version())));
        return emptying;
    }

    private Map<String, Bound> bounds(Call call, String processor, Collection<Slot> slots) {
        Map<String, Shard> shards = new TreeMap<>();
        for (Slot slot : slots) {
            if (slot instanceof Done done) {
                Coordinates source = done.result().source();
                shards.put(key(done), new Shard(processor, source.topicId(), source.partition()));
            }
        }
        List<String> paths = new ArrayList<>();
        shards.values().forEach(shard -> paths.addAll(List.of(layout.owner(shard), layout.checkpoint(shard))));
        List<@Nullable ZNode> nodes = client.read(call, paths);
        Map<String, Bound> bounds = new TreeMap<>();
        int i = 0;
        for (Map.Entry<String, Shard> shard : shards.entrySet()) {
            ZNode owner = nodes.get(i++);
            ZNode checkpoint = nodes.get(i++);
            if (owner != null && checkpoint != null) {
                long watermark =
                        ShardCodec.checkpoint(checkpoint.data()).checkpoint().watermark();
                bounds.put(shard.getKey(), new Bound(layout.owner(shard.getValue()), owner.version(), watermark));
            }
        }
        return bounds;
    }

    private static String key(Done done) {
        Coordinates source = done.result().source();
        return source.topicId() + "-" + source.partition();
    }

    private void write(Call call, List<Op> operations) {
        if (operations.isEmpty()) {
            return;
        }
        MultiOutcome outcome = client.multi(call, operations);
        if (!outcome.done()) {
            throw outcome.code() == Code.BADVERSION || outcome.code() == Code.NONODE
                    ? new LostRaceException(outcome.code().name())
                    : client.failed(call.operation(), KeeperException.create(outcome.code()));
        }
    }
}
