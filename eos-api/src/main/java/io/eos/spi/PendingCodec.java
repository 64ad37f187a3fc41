package io.eos.spi;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of what is recorded and not yet published, for stores that keep it as bytes: one byte version, then offset (8), length
 * (2) and stored id of each. A list cut at the end of an element reads as a shorter list: keep it whole.
 */
public final class PendingCodec {
    private static final byte VERSION = 1;

    private PendingCodec() {}

    /**
     * {@return the stored form}
     *
     * @param pending in the order of offsets
     */
    public static byte[] encode(List<Pending> pending) {
        ByteBuffer out = ByteBuffer.allocate(size(pending)).put(VERSION);
        for (Pending one : pending) {
            byte[] id = one.id().toBytes();
            out.putLong(one.offset()).putShort((short) id.length).put(id);
        }
        return out.array();
    }

    /**
     * {@return how many bytes a list takes}
     *
     * @param pending to be encoded
     */
    public static int size(List<Pending> pending) {
        int size = 1;
        for (Pending one : pending) {
            size += size(one.id());
        }
        return size;
    }

    /**
     * {@return how many bytes an element takes}
     *
     * @param id of the message
     */
    public static int size(MessageId id) {
        return Long.BYTES + Short.BYTES + 1 + id.size();
    }

    /**
     * {@return what was encoded}
     *
     * @param stored the whole stored form
     * @throws CorruptRecordException if it cannot be read
     */
    public static List<Pending> decode(byte[] stored) {
        try {
            ByteBuffer in = ByteBuffer.wrap(stored);
            byte version = in.get();
            if (version != VERSION) {
                throw new CorruptRecordException("a shard's pending list had version " + version
                        + " but this release reads version " + VERSION + "; it was written by a newer one");
            }
            List<Pending> pending = new ArrayList<>();
            while (in.hasRemaining()) {
                long offset = in.getLong();
                byte[] id = new byte[Short.toUnsignedInt(in.getShort())];
                in.get(id);
                pending.add(new Pending(offset, MessageId.fromBytes(id)));
            }
            return pending;
        } catch (BufferUnderflowException e) {
            throw new CorruptRecordException("a shard's pending list of " + stored.length + " bytes cannot be read", e);
        }
    }
}
