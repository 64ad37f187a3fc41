package io.eos.spi;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import java.util.Collection;

/** What became of a {@link Completion}. */
public sealed interface RecordOutcome {
    /** {@return the message} */
    MessageId id();

    /**
     * {@return whether all are {@link Recorded}, so that the checkpoint which came with them counts as a whole} Also if there are none.
     *
     * @param outcomes of one call
     */
    static boolean allRecorded(Collection<? extends RecordOutcome> outcomes) {
        return outcomes.stream().allMatch(Recorded.class::isInstance);
    }

    /** The result is the one that counts: written now, or by an earlier delivery of this very write (same nonce). */
    record Recorded(MessageId id) implements RecordOutcome {}

    /**
     * Another result was there first, and stays.
     *
     * @param by the one that counts
     */
    record Superseded(MessageId id, StoredResult by) implements RecordOutcome {}

    /**
     * The claim under which it was processed is not the id's claim any more, and there is no result yet. Nothing was written for
     * this id.
     *
     * @param token the token of the present claim, or 0 if there is none
     */
    record ClaimLost(MessageId id, long token) implements RecordOutcome {}
}
