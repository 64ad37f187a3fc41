package io.eos.store.cassandra;

import io.eos.api.Bytes;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.StoreAdmin.EntryState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of an id, as it was read or as it is guessed to be.
 *
 * @param exact whether it was read: then a write on the condition of it compares all that changes; a guess is state and token alone
 * @param token of the claim, or under which the result was recorded
 * @param lastToken the greatest that was given for the id
 * @param nonce of the claim's request, or of the result
 * @param node who claimed it
 * @param epoch under which it was claimed
 * @param lease in milliseconds from {@code changedAt} on
 * @param topic the topic of the shard that claimed it, or of the result's source; null where that is not known
 * @param partition with it
 * @param offset of the result's source
 * @param body the encoded result, null unless done
 * @param changedAt the last write by the server's clock, in milliseconds
 */
record IdRow(
        MessageId id,
        boolean exact,
        RowState state,
        long token,
        long lastToken,
        long nonce,
        String node,
        long epoch,
        boolean redelivered,
        long lease,
        @Nullable UUID topic,
        int partition,
        long offset,
        @Nullable Bytes body,
        long changedAt) {

    /** What a caller believes who holds a claim under a tenure of the shard. */
    static IdRow guess(MessageId id, long token, Shard shard) {
        UUID topic = shard.topicId();
        return new IdRow(
                id, false, RowState.CLAIMED, token, token, 0, "", 0, false, 0, topic, shard.partition(), 0, null, 0);
    }

    boolean isClaim(long ofToken) {
        return state == RowState.CLAIMED && token == ofToken;
    }

    /** The token of the present claim, or 0. */
    long presentToken() {
        return state == RowState.CLAIMED ? token : 0;
    }

    boolean claimedBy(Shard shard) {
        return shard.topicId().equals(topic) && shard.partition() == partition;
    }

    boolean sourceIn(Shard shard) {
        return state.done() && claimedBy(shard);
    }

    /** The result of a row that is done. */
    StoredResult result() {
        Bytes stored = body;
        if (stored == null) {
            throw new CorruptRecordException("the stored result of id " + id + " is empty");
        }
        return ResultCodec.decode(stored.unsafeArray());
    }

    /** What an operator sees of it, if its state is {@linkplain RowState#visible visible}. */
    Entry entry(@Nullable Shard shard) {
        Instant changed = Instant.ofEpochMilli(changedAt);
        if (state == RowState.CLAIMED) {
            return new Entry(shard, id, EntryState.CLAIMED, null, token, new NodeId(node), changed);
        }
        StoredResult result = result();
        EntryState done = state == RowState.PROCESSED ? EntryState.PROCESSED : EntryState.DEAD_LETTER;
        return new Entry(shard, id, done, result, token, result.node(), changed);
    }
}
