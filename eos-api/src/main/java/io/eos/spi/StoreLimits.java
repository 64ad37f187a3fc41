package io.eos.spi;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a store takes at most, and the refusal of more, in the words that all stores share. Immutable.
 *
 * @param store what the messages call the store, such as {@code a SQL database}
 * @param maxBatch the most ids that one call takes
 * @param maxResultBytes the longest encoded result
 */
public record StoreLimits(String store, int maxBatch, int maxResultBytes) {
    /**
     * Refuses a batch that is too large, or that holds an id twice.
     *
     * @param operation such as {@code a claim}
     * @param batch the ids
     * @throws IllegalArgumentException if the batch is refused
     */
    public void checkBatch(String operation, Stream<MessageId> batch) {
        List<MessageId> ids = batch.toList();
        if (ids.size() > maxBatch) {
            throw new IllegalArgumentException(
                    operation + " was given " + ids.size() + " ids, but " + store + " takes at most " + maxBatch);
        }
        if (ids.size() > 1 && new HashSet<>(ids).size() < ids.size()) {
            throw new IllegalArgumentException(operation + " was given an id twice");
        }
    }

    /**
     * Refuses a checkpoint that names more than {@link Checkpoint#MAX_PENDING_BYTES} hold.
     *
     * @param checkpoint what is to be written
     * @throws IllegalArgumentException if it does
     */
    public void checkPending(Checkpoint checkpoint) {
        int bytes = PendingCodec.size(checkpoint.pending());
        if (bytes > Checkpoint.MAX_PENDING_BYTES) {
            throw new IllegalArgumentException(
                    "a checkpoint with " + checkpoint.pending().size() + " pending messages takes " + bytes
                            + " bytes, but " + store + " keeps at most " + Checkpoint.MAX_PENDING_BYTES);
        }
    }

    /**
     * {@return the stored form of a result}
     *
     * @param id whose result it is
     * @param result what is stored
     * @throws IllegalArgumentException if it is longer than the store takes
     */
    public byte[] encode(MessageId id, StoredResult result) {
        byte[] encoded = ResultCodec.encode(result);
        if (encoded.length > maxResultBytes) {
            throw new IllegalArgumentException("the result of id " + id + " takes " + encoded.length + " bytes, but "
                    + store + " keeps at most " + maxResultBytes);
        }
        return encoded;
    }
}
