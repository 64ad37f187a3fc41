package io.eos.testkit;

import io.eos.api.Bytes;
import io.eos.api.NodeId;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import java.time.Duration;
import java.time.Instant;

/** What a {@link Slot} holds; a slot that holds nothing is absent. Immutable. */
sealed interface Held {
    /** The last write, by the store's clock. */
    Instant changedAt();

    /**
     * Somebody may process the message.
     *
     * @param nonce the request's, by which a repetition is known
     * @param shard the shard of the tenure that claimed it, and {@code epoch} its epoch: for taking over
     * @param until when the lease runs out
     * @param redelivered whether an earlier claim was ended neither by a result nor by a release
     */
    record Claimed(
            long token,
            long nonce,
            NodeId holder,
            Shard shard,
            long epoch,
            Instant until,
            boolean redelivered,
            Instant changedAt)
            implements Held {
        boolean lapsed(Instant now) {
            return !until.isAfter(now);
        }

        Claimed renewed(Instant now, Duration lease) {
            return new Claimed(token, nonce, holder, shard, epoch, now.plus(lease), redelivered, now);
        }
    }

    /** Nobody holds it, but of a claim before the one that was released it is not known how it ended: its effect may have happened. */
    record Interrupted(Instant changedAt) implements Held {}

    /**
     * Done.
     *
     * @param encoded the result as {@link ResultCodec} writes it, since a store keeps bytes; never changed
     * @param token the token of the claim under which it was processed, or 0
     */
    record Done(Bytes encoded, long token, Instant changedAt) implements Held {
        /** With one bit flipped. */
        Done damaged() {
            byte[] bytes = encoded.toArray();
            bytes[bytes.length / 2] ^= 1;
            return new Done(Bytes.wrap(bytes), token, changedAt);
        }

        StoredResult result() {
            return ResultCodec.decode(encoded.unsafeArray());
        }
    }
}
