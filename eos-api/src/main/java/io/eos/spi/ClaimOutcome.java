package io.eos.spi;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.StoredResult;
import java.time.Duration;

/** What became of a {@link ClaimRequest}. */
public sealed interface ClaimOutcome {
    /** {@return the message that was asked for} */
    MessageId id();

    /**
     * The caller may process the message until the lease runs out, and longer where nobody else asks for it.
     *
     * @param token strictly greater than every token that was granted for this id before, also across release and purge
     * @param redelivered whether an earlier claim was not ended by a result or a release: its effect may have happened
     */
    record Granted(MessageId id, long token, boolean redelivered) implements ClaimOutcome {}

    /**
     * A result exists.
     *
     * @param result the one that counts
     */
    record Done(MessageId id, StoredResult result) implements ClaimOutcome {}

    /**
     * Another claim holds.
     *
     * @param holder the node that holds it
     * @param remaining how long its lease lasts by the store's clock, if it is not renewed; never negative
     */
    record Busy(MessageId id, NodeId holder, Duration remaining) implements ClaimOutcome {}
}
