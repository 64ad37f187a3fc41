package io.eos.store.zookeeper;

import io.eos.api.CorruptRecordException;
import io.eos.api.NodeId;
import io.eos.spi.Checkpoint;
import io.eos.spi.PendingCodec;
import io.eos.spi.Tenure;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The stored forms of a shard's owner and checkpoint. Stateless.
 *
 * <p>Owner: one byte version, epoch (8), nonce (8), the node's name. Checkpoint: one byte version, the epoch of the tenure that wrote it (8), sequence
 * (8), watermark (8), leader epoch (4), and what is pending as {@link PendingCodec} writes it. A checkpoint of version 1 is that of a shard without
 * segments; one of version 2 has a byte more before what is pending: 1 if ids have znodes too, else 0.
 */
final class ShardCodec {
    private static final byte VERSION = 1;
    private static final byte WITH_SEGMENTS = 2;

    private ShardCodec() {}

    /** Who has the shard. */
    record Owner(long epoch, long nonce, NodeId node) {}

    /** A checkpoint, whose it is, and where the shard's results are. */
    record Written(long epoch, Checkpoint checkpoint, Form form) {}

    static byte[] encode(Owner owner) {
        byte[] node = owner.node().value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + node.length)
                .put(VERSION)
                .putLong(owner.epoch())
                .putLong(owner.nonce())
                .put(node)
                .array();
    }

    /** The owner that a tenure makes. */
    static byte[] owner(Tenure tenure) {
        return encode(new Owner(tenure.epoch(), tenure.nonce(), tenure.node()));
    }

    static Owner owner(byte[] stored) {
        try {
            ByteBuffer in = checked("owner", stored, VERSION);
            return new Owner(in.getLong(), in.getLong(), new NodeId(new String(rest(in), StandardCharsets.UTF_8)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new CorruptRecordException("a shard's owner of " + stored.length + " bytes cannot be read", e);
        }
    }

    static byte[] encode(long epoch, Checkpoint checkpoint, Form form) {
        byte[] pending = PendingCodec.encode(checkpoint.pending());
        int more = form.hasSegments() ? 1 : 0;
        ByteBuffer out = ByteBuffer.allocate(1 + 4 * Long.BYTES - Integer.BYTES + more + pending.length)
                .put(form.hasSegments() ? WITH_SEGMENTS : VERSION)
                .putLong(epoch)
                .putLong(checkpoint.sequence())
                .putLong(checkpoint.watermark())
                .putInt(checkpoint.leaderEpoch());
        if (form.hasSegments()) {
            out.put((byte) (form.hasZnodes() ? 1 : 0));
        }
        return out.put(pending).array();
    }

    static Written checkpoint(byte[] stored) {
        try {
            ByteBuffer in = checked("checkpoint", stored, WITH_SEGMENTS);
            long epoch = in.getLong();
            long sequence = in.getLong();
            long watermark = in.getLong();
            int leaderEpoch = in.getInt();
            Form form = stored[0] == VERSION ? Form.ZNODES : in.get() == 0 ? Form.SEGMENTS : Form.BOTH;
            Checkpoint checkpoint =
                    new Checkpoint(sequence, watermark, watermark, leaderEpoch, PendingCodec.decode(rest(in)));
            return new Written(epoch, checkpoint, form);
        } catch (BufferUnderflowException e) {
            throw new CorruptRecordException("a shard's checkpoint of " + stored.length + " bytes cannot be read", e);
        }
    }

    private static ByteBuffer checked(String what, byte[] stored, byte latest) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        byte version = in.get();
        if (version < VERSION || version > latest) {
            throw new CorruptRecordException("a shard's " + what + " had version " + version
                    + " but this release reads " + VERSION + (latest == VERSION ? "" : " to " + latest));
        }
        return in;
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }
}
