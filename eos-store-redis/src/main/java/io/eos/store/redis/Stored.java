package io.eos.store.redis;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.StoreAdmin.EntryState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored forms of results and claims, big-endian; the scripts know them too.
 *
 * <ul>
 *   <li>A result: token (8), time in microseconds (8), and what {@link ResultCodec} writes.
 *   <li>A claim: {@code C}, token (8), time (8), end of the lease (8), redelivered (1), nonce (8), epoch (8), shard (20), node.
 *   <li>What is left of a claim that was redelivered and given back: {@code I}, 0 (8), time (8).
 * </ul>
 */
final class Stored {
    /** The bytes in front of the codec's. */
    static final int HEAD = 16;

    /** Up to the end of the result's nonce: what tells one result of an id from another. */
    static final int MARK = HEAD + 13;

    private static final byte CLAIMED = 'C';
    private static final byte INTERRUPTED = 'I';
    private static final int NODE = 62;

    private Stored() {}

    /** A result as it is kept. */
    static byte[] result(long token, long micros, byte[] encoded) {
        return ByteBuffer.allocate(HEAD + encoded.length)
                .putLong(token)
                .putLong(micros)
                .put(encoded)
                .array();
    }

    /** Ids as they are listed under the time at which they were recorded: an array of strings in MessagePack, which scripts read. */
    static byte[] list(List<byte[]> ids) {
        ByteBuffer list = ByteBuffer.allocate(
                3 + ids.stream().mapToInt(id -> 3 + id.length).sum());
        list.put((byte) 0xdc).putShort((short) ids.size());
        for (byte[] id : ids) {
            list.put((byte) 0xda).putShort((short) id.length).put(id);
        }
        return list.array();
    }

    static byte[] bytes(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    static long number(byte[] value, int from) {
        try {
            return ByteBuffer.wrap(value).getLong(from);
        } catch (IndexOutOfBoundsException e) {
            throw new CorruptRecordException("a stored entry of " + value.length + " bytes is too short", e);
        }
    }

    /** A result, from the bytes that are kept of it after some others. */
    static StoredResult result(byte[] value, int before) {
        int from = before + HEAD;
        if (value.length < from) {
            throw new CorruptRecordException("a stored result of " + value.length + " bytes is too short");
        }
        return ResultCodec.decode(Arrays.copyOfRange(value, from, value.length));
    }

    static Instant time(byte[] value, int from) {
        return Instant.EPOCH.plus(number(value, from), ChronoUnit.MICROS);
    }

    static Entry resultEntry(@Nullable Shard shard, MessageId id, byte[] value) {
        StoredResult result = result(value, 0);
        EntryState state = result.status() == ResultStatus.PROCESSED ? EntryState.PROCESSED : EntryState.DEAD_LETTER;
        return new Entry(shard, id, state, result, number(value, 0), result.node(), time(value, 8));
    }

    /** A claim as an entry; empty for what is left of one. */
    static Optional<Entry> claimEntry(@Nullable Shard shard, MessageId id, byte[] value) {
        if (isInterrupted(value)) {
            return Optional.empty();
        }
        if (value.length <= NODE) {
            throw new CorruptRecordException("a stored claim of " + value.length + " bytes is too short");
        }
        return Optional.of(
                new Entry(shard, id, EntryState.CLAIMED, null, number(value, 1), node(value, NODE), time(value, 9)));
    }

    /** When a claim's lease ends, or when what is left of it was written. */
    static long since(byte[] claim) {
        return number(claim, isInterrupted(claim) ? 9 : 17);
    }

    static NodeId node(byte[] value, int from) {
        try {
            return new NodeId(new String(value, from, value.length - from, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException("a stored claim of " + value.length + " bytes names no node", e);
        }
    }

    private static boolean isInterrupted(byte[] claim) {
        if (claim.length == 0 || (claim[0] != CLAIMED && claim[0] != INTERRUPTED)) {
            throw new CorruptRecordException(
                    "a stored claim of " + claim.length + " bytes is none that this release knows");
        }
        return claim[0] == INTERRUPTED;
    }
}
