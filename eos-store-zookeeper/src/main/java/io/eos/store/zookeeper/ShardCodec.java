package io.eos.store.zookeeper;

import io.eos.api.CorruptRecordException;
import io.eos.api.NodeId;
import io.eos.spi.Checkpoint;
import io.eos.spi.PendingCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The stored forms of a shard's owner and checkpoint. Stateless.
 *
 * <p>Owner: one byte version, epoch (8), nonce (8), the node's name. Checkpoint: one byte version, the epoch of the tenure that wrote it (8), sequence
 * (8), watermark (8), leader epoch (4), and what is pending as {@link PendingCodec} writes it.
 */
final class ShardCodec {
    private static final byte VERSION = 1;

    private ShardCodec() {}

    /** Who has the shard. */
    record Owner(long epoch, long nonce, NodeId node) {}

    /** A checkpoint, and whose it is. */
    record Written(long epoch, Checkpoint checkpoint) {}

    static byte[] encode(Owner owner) {
        byte[] node = owner.node().value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + node.length)
                .put(VERSION)
                .putLong(owner.epoch())
                .putLong(owner.nonce())
                .put(node)
                .array();
    }

    static Owner owner(byte[] stored) {
        try {
            ByteBuffer in = checked("owner", stored);
            return new Owner(in.getLong(), in.getLong(), new NodeId(new String(rest(in), StandardCharsets.UTF_8)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new CorruptRecordException("a shard's owner of " + stored.length + " bytes cannot be read", e);
        }
    }

    static byte[] encode(long epoch, Checkpoint checkpoint) {
        byte[] pending = PendingCodec.encode(checkpoint.pending());
        return ByteBuffer.allocate(1 + 4 * Long.BYTES - Integer.BYTES + pending.length)
                .put(VERSION)
                .putLong(epoch)
                .putLong(checkpoint.sequence())
                .putLong(checkpoint.watermark())
                .putInt(checkpoint.leaderEpoch())
                .put(pending)
                .array();
    }

    static Written checkpoint(byte[] stored) {
        try {
            ByteBuffer in = checked("checkpoint", stored);
            long epoch = in.getLong();
            long sequence = in.getLong();
            long watermark = in.getLong();
            int leaderEpoch = in.getInt();
            return new Written(
                    epoch, new Checkpoint(sequence, watermark, watermark, leaderEpoch, PendingCodec.decode(rest(in))));
        } catch (BufferUnderflowException e) {
            throw new CorruptRecordException("a shard's checkpoint of " + stored.length + " bytes cannot be read", e);
        }
    }

    private static ByteBuffer checked(String what, byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        byte version = in.get();
        if (version != VERSION) {
            throw new CorruptRecordException(
                    "a shard's " + what + " had version " + version + " but this release reads " + VERSION);
        }
        return in;
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }
}
