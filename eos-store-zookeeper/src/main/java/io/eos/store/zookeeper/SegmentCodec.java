package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.spi.ResultCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The stored forms of segments, which hold results, and of pages, which say in which segment of theirs an id can be. Stateless.
 *
 * <p>Segment: one byte version, then of each result its time (8), token (8), the id's length (2) and form, the result's length (4) and form, and last a CRC32C
 * of all that (4). A time is in milliseconds by the server's clock; 0 is that of the znode's last write, which nobody knows beforehand.
 *
 * <p>Page: one byte version, then of each id its fingerprint (4) and its segment's number (2), and last a CRC32C.
 */
final class SegmentCodec {
    /** Version and checksum. */
    static final int FRAME_BYTES = 5;

    static final int INDEX_BYTES = 6;

    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 22;

    private SegmentCodec() {}

    /**
     * A result in a segment.
     *
     * @param millis when it was written, or 0 for the last write of the znode
     */
    record Entry(MessageId id, long token, long millis, Bytes result) {
        int bytes() {
            return bytes(id, result);
        }

        static int bytes(MessageId id, Bytes result) {
            return HEAD_BYTES + id.size() + 1 + result.size();
        }

        /** As written with the znode's last write, unless it says otherwise. */
        Entry at(Instant lastWrite) {
            return millis != 0 ? this : new Entry(id, token, lastWrite.toEpochMilli(), result);
        }

        /** Where its message was. */
        Coordinates source() {
            return ResultCodec.decode(result.unsafeArray()).source();
        }

        Slot.Done slot(int version) {
            return new Slot.Done(version, token, result, Instant.ofEpochMilli(millis));
        }
    }

    static byte[] encode(List<Entry> entries) {
        byte[] data =
                new byte[FRAME_BYTES + entries.stream().mapToInt(Entry::bytes).sum()];
        ByteBuffer out = ByteBuffer.wrap(data).put(VERSION);
        for (Entry entry : entries) {
            byte[] id = entry.id().toBytes();
            out.putLong(entry.millis()).putLong(entry.token());
            out.putShort((short) id.length).put(id);
            out.putInt(entry.result().size()).put(entry.result().unsafeArray());
        }
        return closed(data);
    }

    /** Reads a segment; the entries' times are filled in. */
    static List<Entry> segment(String path, ZNode node) {
        try {
            ByteBuffer in = opened("segment", node.data());
            List<Entry> entries = new ArrayList<>();
            while (in.hasRemaining()) {
                long millis = in.getLong();
                long token = in.getLong();
                MessageId id = MessageId.fromBytes(bytes(in, in.getShort() & 0xFFFF));
                Bytes result = Bytes.wrap(bytes(in, in.getInt()));
                entries.add(new Entry(id, token, millis, result).at(node.changedAt()));
            }
            return entries;
        } catch (BufferUnderflowException | CorruptRecordException e) {
            throw new CorruptRecordException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    static byte[] encode(PageEntries entries) {
        byte[] data = new byte[FRAME_BYTES + entries.size() * INDEX_BYTES];
        ByteBuffer out = ByteBuffer.wrap(data).put(VERSION);
        for (int i = 0; i < entries.size(); i++) {
            out.putInt(entries.fingerprint(i)).putShort((short) entries.segment(i));
        }
        return closed(data);
    }

    static PageEntries page(String path, ZNode node) {
        try {
            ByteBuffer in = opened("page", node.data());
            PageEntries entries = new PageEntries();
            while (in.hasRemaining()) {
                entries.add(in.getInt(), in.getShort() & 0xFFFF);
            }
            return entries;
        } catch (BufferUnderflowException | CorruptRecordException e) {
            throw new CorruptRecordException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] closed(byte[] data) {
        int end = data.length - Integer.BYTES;
        ByteBuffer.wrap(data).putInt(end, checksum(data, end));
        return data;
    }

    /** What is between version and checksum. */
    private static ByteBuffer opened(String what, byte[] data) {
        if (data.length == 0 || data[0] != VERSION) {
            throw new CorruptRecordException("a " + what + " of " + data.length + " bytes had version "
                    + (data.length == 0 ? "none" : data[0]) + " but this release reads " + VERSION);
        }
        int end = data.length - Integer.BYTES;
        if (end < 1 || ByteBuffer.wrap(data).getInt(end) != checksum(data, end)) {
            throw new CorruptRecordException("a " + what + " of " + data.length + " bytes has another checksum");
        }
        return ByteBuffer.wrap(data, 1, end - 1);
    }

    private static int checksum(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new CorruptRecordException(length + " bytes wanted, " + in.remaining() + " left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
