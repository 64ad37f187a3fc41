package com.example.mvstore;

import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import java.time.Instant;

/**
 * What is stored for an id: a claim, a result, or that an earlier claim was interrupted. Immutable.
 *
 * @param token of the claim, or of the claim under which the result was recorded, or 0
 * @param nonce of the claim's request
 * @param holder the node that holds the claim, or empty
 * @param shard the key of the shard whose tenure claimed it
 * @param epoch of that tenure
 * @param until when the lease runs out
 * @param redelivered whether an earlier claim was ended neither by a result nor by a release
 * @param changedAt the last write
 * @param result as {@link ResultCodec} writes it, or null
 */
record Slot(
        long token,
        long nonce,
        String holder,
        String shard,
        long epoch,
        Instant until,
        boolean redelivered,
        Instant changedAt,
        byte[] result) {

    static Slot done(long token, byte[] result) {
        return new Slot(token, 0, "", "", 0, Instant.EPOCH, false, Instant.now(), result);
    }

    /** A released claim of which an earlier one was interrupted: nobody holds it. */
    static Slot interrupted() {
        return new Slot(0, 0, "", "", 0, Instant.EPOCH, true, Instant.now(), null);
    }

    Slot renewed(Instant lease) {
        return new Slot(token, nonce, holder, shard, epoch, lease, redelivered, Instant.now(), null);
    }

    boolean isDone() {
        return result != null;
    }

    boolean isClaimed() {
        return !holder.isEmpty();
    }

    StoredResult decoded() {
        return ResultCodec.decode(result);
    }

    /** Since when nobody needs it any more, as far as time goes. */
    Instant endedAt() {
        return isClaimed() ? until : changedAt;
    }

    byte[] toBytes() {
        return Form.write(out -> {
            out.writeLong(token);
            out.writeLong(changedAt.toEpochMilli());
            out.writeBoolean(isDone());
            if (isDone()) {
                out.write(result);
                return;
            }
            out.writeLong(nonce);
            out.writeUTF(holder);
            out.writeUTF(shard);
            out.writeLong(epoch);
            out.writeLong(until.toEpochMilli());
            out.writeBoolean(redelivered);
        });
    }

    static Slot fromBytes(byte[] stored) {
        return Form.read(stored, "an entry", in -> {
            long token = in.readLong();
            Instant changedAt = Instant.ofEpochMilli(in.readLong());
            if (in.readBoolean()) {
                return new Slot(token, 0, "", "", 0, Instant.EPOCH, false, changedAt, in.readAllBytes());
            }
            return new Slot(
                    token,
                    in.readLong(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readLong(),
                    Instant.ofEpochMilli(in.readLong()),
                    in.readBoolean(),
                    changedAt,
                    null);
        });
    }
}
