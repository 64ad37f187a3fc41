package io.eos.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What processing a message came to. Recorded once per message id, never changed afterwards.
 *
 * @param status how it ended
 * @param nonce a random number that the write carried: a writer whose answer was lost recognises its own write by it
 * @param source the message that was processed; a duplicate of it has other coordinates
 * @param inputDigest SHA-256 of the message's value, or null where the value was null or no digest is kept
 * @param payload what the handler returned for the record, or null
 * @param outputs what is published because of it, in order
 * @param node the node that processed it
 * @param completedAt when, by that node's clock, in milliseconds
 * @param attempts how often the handler was called for it, 0 for a dead letter that no handler saw
 * @param detail a short reason for operators, empty for a result without one; never the payload
 */
public record StoredResult(
        ResultStatus status,
        long nonce,
        Coordinates source,
        @Nullable Bytes inputDigest,
        @Nullable Bytes payload,
        List<Output> outputs,
        NodeId node,
        Instant completedAt,
        int attempts,
        String detail) {
    /**
     * Copies the outputs, cuts the time to milliseconds, which is what is stored, and checks that attempts is not negative.
     *
     * @param status how it ended
     * @param nonce a random number that the write carried: a writer whose answer was lost recognises its own write by it
     * @param source the message that was processed; a duplicate of it has other coordinates
     * @param inputDigest SHA-256 of the message's value, or null where the value was null or no digest is kept
     * @param payload what the handler returned for the record, or null
     * @param outputs what is published because of it, in order
     * @param node the node that processed it
     * @param completedAt when, by that node's clock, in milliseconds
     * @param attempts how often the handler was called for it, 0 for a dead letter that no handler saw
     * @param detail a short reason for operators, empty for a result without one; never the payload
     */
    public StoredResult {
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts must not be negative, but was " + attempts);
        }
        outputs = List.copyOf(outputs);
        completedAt = completedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * {@return whether both results have the same effect: status, payload and outputs, whoever computed them and when}
     *
     * @param other another result of the same id
     */
    public boolean agreesWith(StoredResult other) {
        return status == other.status && Objects.equals(payload, other.payload) && outputs.equals(other.outputs);
    }

    /**
     * {@return whether both were computed from the same input}
     *
     * @param other another result of the same id
     */
    public boolean sameInput(StoredResult other) {
        return Objects.equals(inputDigest, other.inputDigest);
    }
}
