package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of a shard's segments: which ids they hold as of a version of the checkpoint, and where the next results go. Every write of results is a write of
 * the checkpoint too, under the version that is known here; so what the index does not name is absent for as long as that is the
 * checkpoint's version, and a write that supposes so is refused by ZooKeeper once it is not.
 *
 * <p>Thread-safe, except that {@link #plan} and {@link #written} are called by one thread at a time. A plan that was not written leaves it unusable.
 */
final class ShardIndex {
    /** What a segment holds, unless a single result takes more: little enough to be written again with a result more, and to be read for one. */
    static final int SEGMENT_BYTES = 4 << 10;

    private static final int NEW = -1;

    private final Shard shard;
    private final Layout layout;
    private final List<ACL> acl;
    private final Form form;
    private final int capacity;
    private final IdTable table = new IdTable();
    private int version;
    private long zxid;
    private int page;
    private int pageVersion;
    private PageEntries open = new PageEntries();
    private @Nullable OpenSegment last;
    private final List<Planned> planned = new ArrayList<>();

    /**
     * An index without ids.
     *
     * @param capacity of how many it may tell
     */
    ShardIndex(Shard shard, Layout layout, List<ACL> acl, int capacity, Form form, @Nullable Stat checkpoint) {
        this.shard = shard;
        this.layout = layout;
        this.acl = acl;
        this.capacity = capacity;
        this.form = form;
        if (checkpoint != null) {
            version = checkpoint.getVersion();
            zxid = checkpoint.getMzxid();
        }
    }

    /** An id that is in the table once it is written. */
    private record Planned(int fingerprint, Location location) {}

    /** The segment to which the next result is added. */
    private static final class OpenSegment {
        final int number;
        final Location location;
        int version;
        List<Entry> entries = new ArrayList<>();
        int bytes = SegmentCodec.FRAME_BYTES;
        boolean dirty;

        OpenSegment(int page, int number) {
            this.number = number;
            location = new Location(page, number);
            version = NEW;
        }

        boolean takes(Entry entry) {
            return entries.isEmpty() || bytes + entry.bytes() <= SEGMENT_BYTES;
        }

        void add(Entry entry) {
            entries.add(entry);
            bytes += entry.bytes();
            dirty = true;
        }
    }

    Shard shard() {
        return shard;
    }

    Form form() {
        return form;
    }

    /** Adds a page as it was read; the last one is where it goes on. */
    void load(int number, PageEntries entries, int nodeVersion) {
        for (int i = 0; i < entries.size(); i++) {
            table.add(entries.fingerprint(i), new Location(number, entries.segment(i)));
        }
        page = number;
        pageVersion = nodeVersion;
        open = entries;
    }

    /**
     * The segments in which ids can be; an id that is in none is not named.
     *
     * @param version of the checkpoint with which that goes
     * @param zxid of the checkpoint
     */
    record Located(Form form, int version, long zxid, Map<MessageId, List<Location>> segments) {
        /** Whether it still tells of all segments: none is added to a shard whose ids have znodes. */
        boolean holds(Form stored, Stat checkpoint) {
            return stored == form
                    && (form != Form.SEGMENTS || (checkpoint.getVersion() == version && checkpoint.getMzxid() == zxid));
        }
    }

    synchronized boolean isAsOf(CheckpointState state) {
        return state.form() == form && (form != Form.SEGMENTS || state.version() == version);
    }

    synchronized Located locate(List<MessageId> ids) {
        Map<MessageId, List<Location>> located = new LinkedHashMap<>();
        for (MessageId id : ids) {
            List<Location> locations = table.locate(IdTable.fingerprint(id));
            if (!locations.isEmpty()) {
                located.put(id, locations);
            }
        }
        return new Located(form, version, zxid, located);
    }

    /** Whether so many more ids would be more than it keeps in memory. */
    synchronized boolean isFull(int more) {
        return table.size() + more > capacity || page + more >= 1 << IdTable.PAGE_BITS;
    }

    /**
     * Drops pages that are gone: those up to a number, other than the ones that are there. Whoever looks an id up at the same time misses none: a page
     * is deleted when all of its results are, and nothing is added to one that another follows.
     */
    synchronized void retain(int until, Set<Integer> pages) {
        table.retain(until, pages);
    }

    /** The operations that add results. */
    List<Op> plan(List<Entry> entries) {
        List<Op> operations = new ArrayList<>();
        List<Op> ofPage = new ArrayList<>();
        OpenSegment segment = last;
        for (Entry entry : entries) {
            if (segment != null && !segment.takes(entry)) {
                end(segment, ofPage);
                segment = null;
            }
            if (page == 0
                    || open.size() == PageEntries.MOST
                    || (segment == null && open.nextSegment() == PageEntries.MOST)) {
                if (segment != null) {
                    end(segment, ofPage);
                    segment = null;
                }
                close(operations, ofPage);
            }
            if (segment == null) {
                segment = new OpenSegment(page, open.nextSegment());
            }
            segment.add(entry);
            int fingerprint = IdTable.fingerprint(entry.id());
            open.add(fingerprint, segment.number);
            planned.add(new Planned(fingerprint, segment.location));
        }
        if (!entries.isEmpty() && segment != null) {
            end(segment, ofPage);
            operations.add(writePage());
            operations.addAll(ofPage);
            last = segment;
        }
        return operations;
    }

    /** Ends a segment: it is written if something was added. */
    private void end(OpenSegment segment, List<Op> ofPage) {
        if (segment.dirty) {
            ofPage.add(write(segment));
            segment.dirty = false;
        }
    }

    /** Ends the open page, with its segments, and begins another one. */
    private void close(List<Op> operations, List<Op> ofPage) {
        if (!ofPage.isEmpty()) {
            operations.add(writePage());
            operations.addAll(ofPage);
            ofPage.clear();
        }
        page++;
        pageVersion = NEW;
        open = new PageEntries();
    }

    private Op writePage() {
        Op operation = write(layout.page(shard, page), pageVersion, SegmentCodec.encode(open));
        pageVersion++;
        return operation;
    }

    private Op write(OpenSegment segment) {
        Op operation =
                write(layout.segment(shard, segment.location), segment.version, SegmentCodec.encode(segment.entries));
        segment.version++;
        return operation;
    }

    private Op write(String path, int expected, byte[] data) {
        return expected == NEW ? Op.create(path, data, acl, CreateMode.PERSISTENT) : Op.setData(path, data, expected);
    }

    /** What was planned has been written with the checkpoint. */
    synchronized void written(Stat checkpoint) {
        version = checkpoint.getVersion();
        zxid = checkpoint.getMzxid();
        planned.forEach(each -> table.add(each.fingerprint(), each.location()));
        planned.clear();
        if (last != null) {
            Instant time = Instant.ofEpochMilli(checkpoint.getMtime());
            last.entries.replaceAll(entry -> entry.at(time));
        }
    }

    /** The next results go to another segment: the present one was changed by other means. */
    void leaveSegment() {
        last = null;
    }
}
