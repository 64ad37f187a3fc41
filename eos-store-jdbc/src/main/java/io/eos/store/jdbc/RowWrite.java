package io.eos.store.jdbc;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.StoredResult;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the result table as it is to be. The database adds the time of the change, and the lease's end from its length.
 *
 * @param sourceOffset the offset of the result's message in the shard, or {@link #NO_OFFSET}
 * @param lease in microseconds from now, 0 unless claimed
 */
record RowWrite(
        MessageId id,
        RowState state,
        int shard,
        long sourceOffset,
        long token,
        long claimNonce,
        long claimEpoch,
        boolean redelivered,
        long lease,
        @Nullable String holder,
        @Nullable Bytes body) {
    /** What is not bound to an offset: retention goes by its age alone. */
    static final long NO_OFFSET = -1;

    static RowWrite claim(MessageId id, Owner owner, long token, long nonce, boolean redelivered, Duration lease) {
        Tenure tenure = owner.tenure();
        NodeId node = tenure.node();
        return new RowWrite(
                id,
                RowState.CLAIMED,
                owner.shard(),
                NO_OFFSET,
                token,
                nonce,
                tenure.epoch(),
                redelivered,
                micros(lease),
                node.value(),
                null);
    }

    /**
     * A result, in the place of nothing or of a claim.
     *
     * @param shard the number of the shard that its message stands in
     * @param token the claim's, or 0
     */
    static RowWrite result(MessageId id, int shard, StoredResult result, long token) {
        Bytes body = Bytes.wrap(JdbcResultStore.LIMITS.encode(id, result));
        long offset = result.source().offset();
        return new RowWrite(id, RowState.of(result.status()), shard, offset, token, 0, 0, false, 0, null, body);
    }

    /** A claim that was given back; its token and whether its message may have had an effect stay. */
    static RowWrite released(Row row) {
        return new RowWrite(
                row.id(),
                RowState.RELEASED,
                row.shard(),
                NO_OFFSET,
                row.token(),
                0,
                row.claimEpoch(),
                row.redelivered(),
                0,
                null,
                null);
    }

    /** The same claim with a new lease. */
    static RowWrite renewed(Row row, Duration lease) {
        return new RowWrite(
                row.id(),
                RowState.CLAIMED,
                row.shard(),
                NO_OFFSET,
                row.token(),
                row.claimNonce(),
                row.claimEpoch(),
                row.redelivered(),
                micros(lease),
                row.holder(),
                null);
    }

    /** Whether all are results of one shard that no claim came before: but for id, state, offset and body they are alike. */
    static boolean arePlain(List<RowWrite> rows) {
        for (RowWrite row : rows) {
            if (!row.isPlain() || row.shard() != rows.get(0).shard()) {
                return false;
            }
        }
        return true;
    }

    private boolean isPlain() {
        return token == 0 && claimNonce == 0 && claimEpoch == 0 && !redelivered && lease == 0 && holder == null;
    }

    /** A rough size in bytes, to keep statements within what servers take. */
    int weight() {
        return 100 + id.size() + (body == null ? 0 : body.size());
    }

    private static long micros(Duration lease) {
        return Math.max(1, lease.toNanos() / 1000);
    }
}
