package io.eos.store.zookeeper;

import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.Shard;
import io.eos.spi.PurgeRequest;
import io.eos.store.zookeeper.PurgePass.Bound;
import io.eos.store.zookeeper.Slot.Claimed;
import io.eos.store.zookeeper.Slot.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * <p>What cannot be read stays, and so do the results of a shard whose checkpoint cannot be read: a warning names the first.
 *
 * <p>What is in segments is {@link SegmentPurge}'s part.
 *
 * <p>A call looks at each id of the processor at most once, a directory at a time, and goes on where the last one stopped.
 */
final class Purge {
    static final Duration GRACE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private final Client client;
    private final Layout layout;
    private final CallRunner calls;
    private final Buckets buckets;
    private final SegmentPurge segments;
    private final Duration grace;
    private final ConcurrentMap<String, Integer> next = new ConcurrentHashMap<>();

    Purge(Client client, Layout layout, CallRunner calls, Buckets buckets, SegmentPurge segments, Duration grace) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
        this.buckets = buckets;
        this.segments = segments;
        this.grace = grace;
    }

    /**
     * What is old enough to be emptied.
     *
     * @param source of a result; null of a claim, and of what is left of one
     */
    private record Old(int version, @Nullable Coordinates source) {}

    long purge(PurgeRequest request) {
        Instant now = calls.run("a purge", call -> client.readAt(call, layout.clock(), List.of()))
                .now();
        PurgePass pass = new PurgePass(client, layout, request, now);
        int first = next.getOrDefault(request.processor(), 0);
        int stopped = buckets.visit("a purge", request.processor(), first, (directory, names) -> {
            for (List<String> some : Buckets.chunks(names, Buckets.CHUNK)) {
                List<String> paths =
                        some.stream().map(name -> directory + "/" + name).toList();
                pass.removed(calls.run("a purge", call -> purge(call, pass, paths)));
                if (pass.left() == 0) {
                    return false;
                }
            }
            return true;
        });
        next.put(request.processor(), stopped);
        segments.purge(pass, request.processor());
        if (!pass.unreadable().isEmpty()) {
            LOG.warn(
                    "{} znodes of processor {} cannot be read and are kept, the first is {}",
                    pass.unreadable().size(),
                    request.processor(),
                    pass.unreadable().first());
        }
        return pass.removed();
    }

    /** Deletes what was empty for long enough, empties what is too old, up to the limit, and says how many that were. */
    private int purge(Call call, PurgePass pass, List<String> paths) {
        List<@Nullable ZNode> nodes = client.read(call, paths);
        Map<String, Old> old = new LinkedHashMap<>();
        List<Op> operations = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            ZNode node = nodes.get(i);
            if (node == null) {
                continue;
            }
            if (node.data().length > 0 && pass.isOld(node.changedAt())) {
                old(pass, path, node).ifPresent(found -> old.put(path, found));
            } else if (node.data().length == 0 && pass.isOld(node.changedAt(), grace)) {
                operations.add(Op.delete(path, node.version()));
            }
        }
        List<Op> emptying = old.isEmpty() ? List.of() : empty(call, pass, old, operations);
        operations.addAll(emptying);
        client.write(call, operations);
        return emptying.size();
    }

    private static Optional<Old> old(PurgePass pass, String path, ZNode node) {
        try {
            Slot slot = Slot.read(node);
            return slot instanceof Claimed claim && !pass.isOld(claim.until())
                    ? Optional.empty()
                    : Optional.of(new Old(
                            slot.version(),
                            slot instanceof Done done ? done.result().source() : null));
        } catch (CorruptRecordException e) {
            pass.unreadable().add(path);
            return Optional.empty();
        }
    }

    /** The operations that empty what is too old; those that check what they rely on are added to others. */
    private List<Op> empty(Call call, PurgePass pass, Map<String, Old> old, List<Op> operations) {
        Map<Shard, Bound> bounds = pass.bounds(
                call,
                old.values().stream().map(Old::source).filter(Objects::nonNull).toList());
        Set<Bound> relied = new LinkedHashSet<>();
        List<Op> emptying = new ArrayList<>();
        for (Map.Entry<String, Old> entry : old.entrySet()) {
            if (emptying.size() == pass.left()) {
                break;
            }
            Coordinates source = entry.getValue().source();
            if (source != null) {
                Bound bound = pass.below(bounds, source);
                if (bound == null) {
                    continue;
                }
                relied.add(bound);
            }
            emptying.add(
                    Op.setData(entry.getKey(), Slot.NOTHING, entry.getValue().version()));
        }
        relied.forEach(bound -> operations.add(bound.check()));
        return emptying;
    }
}
