package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** A segment that was read. What is made of it is written under its version. Immutable. */
record Segment(String path, int version, List<Entry> entries) {
    static Segment read(String path, ZNode node) {
        return new Segment(path, node.version(), SegmentCodec.segment(path, node));
    }

    /** Those that are there, of some that were asked for. */
    static List<Segment> read(List<String> paths, List<@Nullable ZNode> nodes) {
        List<Segment> read = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            ZNode node = nodes.get(i);
            if (node != null) {
                read.add(read(paths.get(i), node));
            }
        }
        return read;
    }

    /** As it is with another result of an id, or without any. */
    Op with(MessageId id, @Nullable Entry other) {
        List<Entry> left = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.id().equals(id)) {
                left.add(entry);
            } else if (other != null) {
                left.add(other);
            }
        }
        return new Remainder(this, left).write();
    }

    /** Whether it would be longer than segments are with another result of an id, and keeps others. */
    boolean isTooLongWith(Entry other) {
        int bytes = SegmentCodec.FRAME_BYTES + other.bytes();
        for (Entry entry : entries) {
            bytes += entry.id().equals(other.id()) ? 0 : entry.bytes();
        }
        return entries.size() > 1 && bytes > ShardIndex.SEGMENT_BYTES;
    }

    @Nullable Found find(MessageId id) {
        return entries.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .map(entry -> new Found(entry, this))
                .orElse(null);
    }

    /** A segment with these entries alone, for those that it has. */
    record Remainder(Segment segment, List<Entry> entries) {
        /** A segment's number is never given away again, so that one with nothing left can be deleted. */
        Op write() {
            return entries.isEmpty()
                    ? Op.delete(segment.path, segment.version)
                    : Op.setData(segment.path, SegmentCodec.encode(entries), segment.version);
        }

        /** What that takes in a request. */
        int bytes() {
            int data = SegmentCodec.FRAME_BYTES
                    + entries.stream().mapToInt(Entry::bytes).sum();
            return Limits.bytesOf(segment.path, entries.isEmpty() ? 0 : data);
        }

        int removed() {
            return segment.entries.size() - entries.size();
        }
    }

    /** What was found of an id. */
    record Found(Entry entry, Segment segment) {
        Slot.Done slot() {
            return entry.slot(segment.version());
        }
    }
}
