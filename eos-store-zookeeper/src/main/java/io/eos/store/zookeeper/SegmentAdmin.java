package io.eos.store.zookeeper;

import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.store.zookeeper.NodeNames.SlotName;
import io.eos.store.zookeeper.Segment.Found;
import io.eos.store.zookeeper.Segment.Remainder;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's view of what is in segments. Reads each shard's pages anew, and keeps nothing in memory. Thread-safe. */
final class SegmentAdmin {
    private final Client client;
    private final CallRunner calls;
    private final Segments segments;
    private final SegmentVisitor visitor;

    SegmentAdmin(Client client, CallRunner calls, Segments segments, SegmentVisitor visitor) {
        this.client = client;
        this.calls = calls;
        this.segments = segments;
        this.visitor = visitor;
    }

    /** The result of an id in a shard, or null if no segment has it. */
    Slot.@Nullable Done lookUp(Call call, SlotName name) {
        Found found = find(call, name);
        return found == null ? null : found.slot();
    }

    /** Where a segment that is named does not have the id, its result may have gone to another one in between. */
    private @Nullable Found find(Call call, SlotName name) {
        Shard shard = name.shard();
        if (shard == null) {
            return null;
        }
        List<MessageId> ids = List.of(name.id());
        List<Location> before = List.of();
        while (true) {
            ShardIndex index = segments.read(call, shard);
            List<Location> named = index.locate(ids).segments().getOrDefault(name.id(), List.of());
            Found found = segments.stored(call, index, ids).get(name.id());
            if (found != null || before.containsAll(named)) {
                return found;
            }
            before = named;
        }
    }

    /** Takes an id's result out of its segment, and says how many that were. */
    int erase(Call call, SlotName name) {
        Found found = find(call, name);
        if (found == null) {
            return 0;
        }
        client.write(call, List.of(found.segment().with(name.id(), null)));
        return 1;
    }

    void list(List<Shard> shards, Listing listing) {
        String operation = "a list of entries";
        for (Shard shard : shards) {
            visitor.visit(operation, shard, (page, paths) -> {
                for (List<String> some : Buckets.chunks(paths, Buckets.CHUNK)) {
                    for (Segment segment : calls.run(operation, call -> read(call, some))) {
                        segment.entries()
                                .forEach(each ->
                                        listing.add(new SlotName(each.id(), shard), each.slot(segment.version())));
                    }
                }
                return true;
            });
        }
    }

    private List<Segment> read(Call call, List<String> paths) {
        return Segment.read(paths, client.read(call, paths));
    }

    /** Forgets the results of a shard's messages, in whichever shard they were recorded. */
    long forget(String operation, List<Shard> shards, Shard source, long fromOffset) {
        long[] forgotten = {0};
        for (Shard shard : shards) {
            visitor.visit(operation, shard, (page, paths) -> {
                for (List<String> some : Buckets.chunks(paths, Buckets.CHUNK)) {
                    calls.run(operation, call -> forget(call, some, source, fromOffset, forgotten));
                }
                return true;
            });
        }
        return forgotten[0];
    }

    private boolean forget(Call call, List<String> paths, Shard shard, long fromOffset, long[] forgotten) {
        List<Remainder> changes = new ArrayList<>();
        for (Segment segment : read(call, paths)) {
            List<Entry> left = segment.entries().stream()
                    .filter(each -> !isMeant(segment.path(), each, shard, fromOffset))
                    .toList();
            if (left.size() < segment.entries().size()) {
                changes.add(new Remainder(segment, left));
            }
        }
        for (List<Remainder> part : Limits.parts(changes, Remainder::bytes, Limits.MULTI_ZNODES)) {
            client.write(call, part.stream().map(Remainder::write).toList());
            // At once: if the next part loses a race, this one is not looked at again.
            forgotten[0] += part.stream().mapToInt(Remainder::removed).sum();
        }
        return true;
    }

    private static boolean isMeant(String path, Entry entry, Shard shard, long fromOffset) {
        try {
            Coordinates source = entry.source();
            return source.in(shard) && source.offset() >= fromOffset;
        } catch (CorruptRecordException e) {
            throw new CorruptRecordException(path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
