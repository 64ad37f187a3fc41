package io.eos.store.cassandra;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of an id as it is to be, and what must be there for it to be written. The server adds the time.
 *
 * @param expected what must be there; null for nothing
 * @param ttl seconds until it is gone by itself
 * @param topic with {@code partition} the shard that claims it, or the result's source; null where that is the partition of the row
 * @param clears whether a result is to vanish
 */
record RowWrite(
        MessageId id,
        @Nullable IdRow expected,
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
        boolean clears,
        int ttl) {
    /** What a row takes besides id and result, in bytes, generously. */
    private static final int OVERHEAD = 300;

    static RowWrite claim(
            MessageId id,
            @Nullable IdRow expected,
            Tenure tenure,
            long token,
            long nonce,
            boolean redelivered,
            Duration lease,
            Retention retention) {
        Shard shard = tenure.shard();
        return new RowWrite(
                id,
                expected,
                RowState.CLAIMED,
                token,
                token,
                nonce,
                tenure.node().value(),
                tenure.epoch(),
                redelivered,
                lease.toMillis(),
                shard.topicId(),
                shard.partition(),
                0,
                null,
                false,
                retention.ofClaim(lease));
    }

    /** The same claim with a lease that begins now. */
    static RowWrite renewed(IdRow claim, Duration lease, Retention retention) {
        return new RowWrite(
                claim.id(),
                claim,
                RowState.CLAIMED,
                claim.token(),
                claim.lastToken(),
                claim.nonce(),
                claim.node(),
                claim.epoch(),
                claim.redelivered(),
                lease.toMillis(),
                claim.topic(),
                claim.partition(),
                0,
                null,
                false,
                retention.ofClaim(lease));
    }

    static RowWrite result(
            MessageId id,
            @Nullable IdRow expected,
            Tenure tenure,
            long token,
            StoredResult result,
            Bytes encoded,
            Retention retention) {
        Coordinates source = result.source();
        // A new row in the partition of its source's shard says by that where it comes from.
        boolean here = expected == null
                && tenure.scope() == Scope.SHARD
                && tenure.shard().topicId().equals(source.topicId())
                && tenure.shard().partition() == source.partition();
        return new RowWrite(
                id,
                expected,
                RowState.of(result.status()),
                token,
                expected == null ? token : expected.lastToken(),
                result.nonce(),
                tenure.node().value(),
                0,
                false,
                0,
                here ? null : source.topicId(),
                source.partition(),
                source.offset(),
                encoded,
                false,
                retention.ofResult());
    }

    /** Absent, but for the token. */
    static RowWrite absent(IdRow expected, boolean interrupted, Retention retention) {
        return new RowWrite(
                expected.id(),
                expected,
                interrupted ? RowState.INTERRUPTED : RowState.RELEASED,
                0,
                expected.lastToken(),
                0,
                "",
                0,
                interrupted,
                0,
                expected.topic(),
                expected.partition(),
                0,
                null,
                expected.state().done(),
                retention.ofResult());
    }

    /** About how many bytes it takes in a mutation. */
    int size() {
        Bytes stored = body;
        return OVERHEAD + id.size() + (stored == null ? 0 : stored.size());
    }
}
