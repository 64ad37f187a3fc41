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
        return left(left);
    }

    /** Whether it would be longer than segments are with another result of an id, and keeps others. */
    boolean isTooLongWith(Entry other) {
        int bytes = SegmentCodec.FRAME_BYTES + other.bytes();
        for (Entry entry : entries) {
            bytes += entry.id().equals(other.id()) ? 0 : entry.bytes();
        }
        return entries.size() > 1 && bytes > ShardIndex.SEGMENT_BYTES;
    }

    /** As it is with these alone. Its number is never given away again, so that it can be deleted. */
    Op left(List<Entry> left) {
        return left.isEmpty() ? Op.delete(path, version) : Op.setData(path, SegmentCodec.encode(left), version);
    }

    /** What that takes in a request. */
    int bytesOf(List<Entry> left) {
        int data =
                SegmentCodec.FRAME_BYTES + left.stream().mapToInt(Entry::bytes).sum();
        return Limits.bytesOf(path, left.isEmpty() ? 0 : data);
    }

    @Nullable Found find(MessageId id) {
        return entries.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .map(entry -> new Found(entry, this))
                .orElse(null);
    }

    /** What was found of an id. */
    record Found(Entry entry, Segment segment) {
        Slot.Done slot() {
            return entry.slot(segment.version());
        }
    }
}
