package io.eos.bench;

import io.eos.api.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * Results of a shard, many in a znode, laid out as eos's store does: pages that say which ids are in which of their segments. What is there is known, since nobody
 * else writes the checkpoint under its version; so what is not known is absent. Not thread-safe.
 */
final class BareSegments implements BareZooKeeperClient.Results {
    private static final int SEGMENT_BYTES = 4 << 10;
    private static final int PAGE_IDS = 256;
    private static final int CRC_BYTES = 4;
    private static final int HEAD_BYTES = 22;
    private static final int NEW = -1;

    private final String results;
    private final String checkpoint;
    private final Map<MessageId, String> there = new HashMap<>();
    private final ByteBuffer pageData = ByteBuffer.allocate(1 + PAGE_IDS * 6);
    private final ByteBuffer segmentData = ByteBuffer.allocate(2 * SEGMENT_BYTES);
    /** Where the open segment's results have their times, which are known when they are written. */
    private final List<Integer> untimed = new ArrayList<>();

    private final CRC32C crc = new CRC32C();
    private int page;
    private int pageVersion;
    private int pageIds = PAGE_IDS;
    private String pagePath = "";
    private int segment;
    private int segmentVersion;
    private String segmentPath = "";
    private boolean dirty;

    BareSegments(String results, String checkpoint) {
        this.results = results;
        this.checkpoint = checkpoint;
    }

    @Override
    public int most() {
        return Integer.MAX_VALUE;
    }

    @Override
    public List<Op> plan(List<Message> messages) {
        List<Op> operations = new ArrayList<>();
        List<Op> ofPage = new ArrayList<>();
        for (Message message : messages) {
            int bytes = HEAD_BYTES + message.id().length + message.body().length;
            if (pageIds == PAGE_IDS) {
                end(operations, ofPage);
                beginPage();
            } else if (segmentData.position() + bytes + CRC_BYTES > SEGMENT_BYTES) {
                writeSegment(ofPage);
                beginSegment(segment + 1);
            }
            add(message);
        }
        end(operations, ofPage);
        return operations;
    }

    private void beginPage() {
        page++;
        pagePath = results + "/" + page;
        pageVersion = NEW;
        pageIds = 0;
        pageData.clear().put((byte) 1);
        beginSegment(0);
    }

    private void beginSegment(int number) {
        segment = number;
        segmentPath = pagePath + "/" + number;
        segmentVersion = NEW;
        segmentData.clear().put((byte) 1);
        untimed.clear();
    }

    private void add(Message message) {
        if (there.putIfAbsent(message.completion().id(), segmentPath) != null) {
            throw new IllegalStateException("not recorded: an id was there already");
        }
        untimed.add(segmentData.position());
        segmentData.putLong(0).putLong(0);
        segmentData.putShort((short) message.id().length).put(message.id());
        segmentData.putInt(message.body().length).put(message.body());
        crc.reset();
        crc.update(message.id());
        pageData.putInt((int) crc.getValue()).putShort((short) segment);
        pageIds++;
        dirty = true;
    }

    /** The page first, since its segments are below it. */
    private void end(List<Op> operations, List<Op> ofPage) {
        writeSegment(ofPage);
        if (!ofPage.isEmpty()) {
            operations.add(write(pagePath, pageVersion++, pageData));
            operations.addAll(ofPage);
            ofPage.clear();
        }
    }

    private void writeSegment(List<Op> ofPage) {
        if (dirty) {
            ofPage.add(write(segmentPath, segmentVersion++, segmentData));
            dirty = false;
        }
    }

    private Op write(String path, int version, ByteBuffer data) {
        int length = data.position();
        byte[] closed = new byte[length + CRC_BYTES];
        data.get(0, closed, 0, length);
        crc.reset();
        crc.update(closed, 0, length);
        ByteBuffer.wrap(closed).putInt(length, (int) crc.getValue());
        return version == NEW ? BareZooKeeperClient.create(path, closed) : Op.setData(path, closed, version);
    }

    @Override
    public void written(Stat written) {
        for (int place : untimed) {
            segmentData.putLong(place, written.getMtime());
        }
        untimed.clear();
    }

    @Override
    public int find(ZooKeeper zooKeeper, List<MessageId> ids) throws InterruptedException, KeeperException {
        Set<String> paths = new LinkedHashSet<>();
        Set<ByteBuffer> wanted = new HashSet<>();
        for (MessageId id : ids) {
            String path = there.get(id);
            if (path != null) {
                paths.add(path);
                wanted.add(ByteBuffer.wrap(id.toBytes()));
            }
        }
        // Its version says whether somebody else wrote.
        paths.add(checkpoint);
        List<GetDataResult> read = ZooKeepers.read(zooKeeper, checkpoint, List.copyOf(paths));
        int found = 0;
        for (GetDataResult one : read.subList(0, read.size() - 1)) {
            found += among(ByteBuffer.wrap(one.getData()), wanted);
        }
        return found;
    }

    private static int among(ByteBuffer data, Set<ByteBuffer> wanted) {
        int found = 0;
        int at = 1;
        while (at + CRC_BYTES < data.limit()) {
            int length = data.getShort(at + 2 * Long.BYTES);
            int id = at + 2 * Long.BYTES + Short.BYTES;
            found += wanted.contains(data.slice(id, length)) ? 1 : 0;
            at = id + length + Integer.BYTES + data.getInt(id + length);
        }
        return found;
    }
}
