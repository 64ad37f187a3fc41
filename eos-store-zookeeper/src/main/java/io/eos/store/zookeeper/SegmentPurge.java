package io.eos.store.zookeeper;

import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.Shard;
import io.eos.store.zookeeper.PurgePass.Bound;
import io.eos.store.zookeeper.Segment.Remainder;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import io.eos.store.zookeeper.SegmentVisitor.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * Removes what is older than the retention from segments, and segments and pages that have nothing left. Thread-safe.
 *
 * <p>Pages are filled one after the other: from the first one that was begun within the retention on, nothing is old, and nothing is read. A segment's number
 * is never given away again, so that one with nothing left is deleted at once; so is a page without segments, unless it is the last one, to
 * which the owner may add.
 */
final class SegmentPurge {
    private static final String OPERATION = "a purge";

    private final Client client;
    private final Layout layout;
    private final CallRunner calls;
    private final Shards shards;
    private final Segments segments;
    private final SegmentVisitor visitor;

    SegmentPurge(
            Client client, Layout layout, CallRunner calls, Shards shards, Segments segments, SegmentVisitor visitor) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
        this.shards = shards;
        this.segments = segments;
        this.visitor = visitor;
    }

    void purge(PurgePass pass, String processor) {
        if (pass.left() > 0) {
            calls.run(OPERATION, call -> shards.acquired(call, processor)).stream()
                    .takeWhile(shard -> pass.left() > 0)
                    .forEach(shard -> purge(pass, shard));
        }
        calls.run(OPERATION, call -> segments.dropLost(call, processor));
    }

    private void purge(PurgePass pass, Shard shard) {
        Set<Integer> kept = new HashSet<>();
        int[] until = {0};
        visitor.visit(OPERATION, shard, page -> isOld(pass, page), (page, paths) -> {
            if (!purge(pass, paths) || page.last()) {
                kept.add(page.number());
            } else {
                calls.run(OPERATION, call -> delete(call, layout.page(shard, page.number())));
            }
            until[0] = page.number();
            return pass.left() > 0;
        });
        // Beyond those that were looked at the owner may have opened more by now.
        segments.retain(shard, until[0], kept);
    }

    private static boolean isOld(PurgePass pass, Page page) {
        return pass.isOld(Instant.ofEpochMilli(page.node().stat().getCtime()));
    }

    /** One that another purge was faster with is gone as well. */
    private boolean delete(Call call, String page) {
        MultiOutcome outcome = client.multi(call, List.of(Op.delete(page, -1)));
        if (!outcome.done() && outcome.code() != Code.NONODE) {
            throw client.refused(call, outcome);
        }
        return true;
    }

    /** Whether none of a page's segments is left. */
    private boolean purge(PurgePass pass, List<String> paths) {
        int left = paths.size();
        for (List<String> some : Buckets.chunks(paths, Buckets.CHUNK)) {
            if (pass.left() == 0) {
                break;
            }
            left -= calls.run(OPERATION, call -> purge(call, pass, some));
        }
        return left == 0;
    }

    /**
     * What is left of a segment.
     *
     * @param relied what that relies on
     */
    private record Change(Remainder left, Set<Bound> relied) {
        int bytes() {
            return left.bytes();
        }
    }

    /** Removes what is old, and says how many segments are gone. */
    private int purge(Call call, PurgePass pass, List<String> paths) {
        List<@Nullable ZNode> nodes = client.read(call, paths);
        int gone = 0;
        Map<Segment, Map<Entry, Coordinates>> old = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            ZNode node = nodes.get(i);
            if (node == null) {
                gone++;
            } else {
                old.putAll(old(pass, paths.get(i), node));
            }
        }
        List<Change> changes = changes(call, pass, old);
        for (List<Change> part : Limits.parts(changes, Change::bytes, Limits.MULTI_ZNODES)) {
            Set<Bound> relied = new LinkedHashSet<>();
            part.forEach(change -> relied.addAll(change.relied()));
            List<Op> operations =
                    new ArrayList<>(relied.stream().map(Bound::check).toList());
            part.forEach(change -> operations.add(change.left().write()));
            client.write(call, operations);
            // At once: if the next part loses a race, this one is not looked at again.
            pass.removed(
                    part.stream().mapToInt(change -> change.left().removed()).sum());
            gone += (int) part.stream()
                    .filter(change -> change.left().entries().isEmpty())
                    .count();
        }
        return gone;
    }

    private static List<Change> changes(Call call, PurgePass pass, Map<Segment, Map<Entry, Coordinates>> old) {
        List<Coordinates> sources =
                old.values().stream().flatMap(each -> each.values().stream()).toList();
        Map<Shard, Bound> bounds = pass.bounds(call, sources);
        List<Change> changes = new ArrayList<>();
        int removed = 0;
        for (Map.Entry<Segment, Map<Entry, Coordinates>> each : old.entrySet()) {
            Set<Bound> relied = new LinkedHashSet<>();
            List<Entry> left = new ArrayList<>();
            for (Entry entry : each.getKey().entries()) {
                Coordinates source = each.getValue().get(entry);
                Bound bound = source == null ? null : pass.below(bounds, source);
                if (bound == null || removed == pass.left()) {
                    left.add(entry);
                } else {
                    relied.add(bound);
                    removed++;
                }
            }
            if (!relied.isEmpty()) {
                changes.add(new Change(new Remainder(each.getKey(), left), relied));
            }
        }
        return changes;
    }

    /** The results of a segment that are old, with where they came from; none of a segment that cannot be read. */
    private static Map<Segment, Map<Entry, Coordinates>> old(PurgePass pass, String path, ZNode node) {
        try {
            Segment segment = Segment.read(path, node);
            Map<Entry, Coordinates> old = new HashMap<>();
            for (Entry entry : segment.entries()) {
                if (pass.isOld(Instant.ofEpochMilli(entry.millis()))) {
                    old.put(entry, entry.source());
                }
            }
            return Map.of(segment, old);
        } catch (CorruptRecordException e) {
            pass.unreadable().add(path);
            return Map.of();
        }
    }
}
