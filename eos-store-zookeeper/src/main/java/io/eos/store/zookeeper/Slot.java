package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.CorruptRecordException;
import io.eos.api.NodeId;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import io.eos.spi.Tenure;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an id's znode holds. Immutable.
 *
 * <p>Stored as: nothing, for an id that is absent; or one byte version, one byte state, and then of a claim: redelivered (1), token (8), nonce (8), lease
 * in milliseconds (8), topic id (16), partition (4), epoch (8) and the holder's name; of a result: token (8) and what {@link ResultCodec}
 * wrote. A claim whose token is 0 has the number of the transaction that wrote it as its token, which nobody knows beforehand.
 */
sealed interface Slot {
    /** The version of an id that has no znode. */
    int NO_NODE = -1;

    /** An id of which nothing is known to be there. */
    Absent NOWHERE = new Absent(NO_NODE, false);

    byte VERSION = 1;
    byte CLAIMED = 1;
    byte DONE = 2;
    byte INTERRUPTED = 3;

    /** What a result's znode holds before what {@link ResultCodec} wrote: version, state, token. */
    int DONE_BYTES = 10;

    /** What is written where an id becomes absent. */
    byte[] NOTHING = {};

    /** The znode's version, or {@link #NO_NODE}. */
    int version();

    /**
     * Nobody holds it and there is no result.
     *
     * @param interrupted whether a claim before the one that was released was never ended, so that its effect may have happened
     */
    record Absent(int version, boolean interrupted) implements Slot {}

    /**
     * Somebody may process the message.
     *
     * @param nonce the request's, by which a repetition is known
     * @param topicId and {@code partition} and {@code epoch}: the tenure's that claimed it
     * @param changedAt when the lease began, by the server's clock
     */
    record Claimed(
            int version,
            boolean redelivered,
            long token,
            long nonce,
            Duration lease,
            UUID topicId,
            int partition,
            long epoch,
            NodeId holder,
            Instant changedAt)
            implements Slot {
        boolean lapsed(Instant now) {
            return !until().isAfter(now);
        }

        Instant until() {
            return changedAt.plus(lease);
        }

        boolean ofOlderEpoch(Tenure tenure) {
            Shard shard = tenure.shard();
            return topicId.equals(shard.topicId()) && partition == shard.partition() && epoch < tenure.epoch();
        }

        /** The same claim, whose lease runs from the moment in which this is written. */
        byte[] renewed(Duration anew) {
            return encode(redelivered, token, nonce, anew, new Shard("", topicId, partition), epoch, holder);
        }
    }

    /**
     * Done.
     *
     * @param token of the claim under which it was processed, or 0
     * @param encoded the result as {@link ResultCodec} writes it
     */
    record Done(int version, long token, Bytes encoded, Instant changedAt) implements Slot {
        StoredResult result() {
            return ResultCodec.decode(encoded.unsafeArray());
        }
    }

    /** A new claim: whoever writes it learns the token from the write. */
    static byte[] claim(Tenure tenure, long nonce, Duration lease, boolean redelivered) {
        return encode(redelivered, 0, nonce, lease, tenure.shard(), tenure.epoch(), tenure.node());
    }

    private static byte[] encode(
            boolean redelivered, long token, long nonce, Duration lease, Shard shard, long epoch, NodeId holder) {
        byte[] name = holder.value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(55 + name.length)
                .put(VERSION)
                .put(CLAIMED)
                .put((byte) (redelivered ? 1 : 0))
                .putLong(token)
                .putLong(nonce)
                .putLong(lease.toMillis())
                .putLong(shard.topicId().getMostSignificantBits())
                .putLong(shard.topicId().getLeastSignificantBits())
                .putInt(shard.partition())
                .putLong(epoch)
                .put(name)
                .array();
    }

    static byte[] done(long token, byte[] encoded) {
        return ByteBuffer.allocate(DONE_BYTES + encoded.length)
                .put(VERSION)
                .put(DONE)
                .putLong(token)
                .put(encoded)
                .array();
    }

    /** What is left of a claim that is given back. */
    static byte[] released(boolean interrupted) {
        return interrupted ? new byte[] {VERSION, INTERRUPTED} : NOTHING;
    }

    /** Reads an id's znode; null is one that is not there. */
    static Slot read(@Nullable ZNode node) {
        if (node == null) {
            return NOWHERE;
        }
        byte[] data = node.data();
        if (data.length == 0) {
            return new Absent(node.version(), false);
        }
        if (data.length < 2 || data[0] != VERSION) {
            throw new CorruptRecordException("an id's znode of " + data.length + " bytes had version " + data[0]
                    + " but this release reads " + VERSION);
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(data, 2, data.length - 2);
            return switch (data[1]) {
                case CLAIMED -> claimed(node, in);
                case DONE -> new Done(node.version(), in.getLong(), Bytes.wrap(rest(in)), node.changedAt());
                case INTERRUPTED -> new Absent(node.version(), true);
                default ->
                    throw new CorruptRecordException("an id's znode had state " + data[1] + " but must have 1 to 3");
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new CorruptRecordException("an id's znode of " + data.length + " bytes cannot be read", e);
        }
    }

    /**
     * Reads an id's znode, result included, for an operator.
     *
     * @throws CorruptRecordException which names the znode
     */
    static Slot read(String path, @Nullable ZNode node) {
        try {
            Slot slot = read(node);
            if (slot instanceof Done done) {
                done.result();
            }
            return slot;
        } catch (CorruptRecordException e) {
            throw new CorruptRecordException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Claimed claimed(ZNode node, ByteBuffer in) {
        boolean redelivered = in.get() != 0;
        long token = in.getLong();
        return new Claimed(
                node.version(),
                redelivered,
                token == 0 ? node.stat().getMzxid() : token,
                in.getLong(),
                Duration.ofMillis(in.getLong()),
                new UUID(in.getLong(), in.getLong()),
                in.getInt(),
                in.getLong(),
                new NodeId(new String(rest(in), StandardCharsets.UTF_8)),
                node.changedAt());
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }
}
