package io.eos.spi;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;

/**
 * A result to record.
 *
 * @param id the message
 * @param result what it came to, with the nonce that tells this write from others
 * @param token the fencing token of the claim under which it was processed, or {@link #UNCLAIMED}
 */
public record Completion(MessageId id, StoredResult result, long token) {
    /** The token of a result that needs no claim: {@code transform}, {@code transact} and dead letters that no handler saw. */
    public static final long UNCLAIMED = 0;

    /**
     * {@return a result that needs no claim}
     *
     * @param id of the message
     * @param result what its processing came to
     */
    public static Completion unclaimed(MessageId id, StoredResult result) {
        return new Completion(id, result, UNCLAIMED);
    }
}
