package io.eos.core;

import io.eos.api.Coordinates;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How a message's id is found: what makes two deliveries the same message. Immutable and thread-safe.
 */
public abstract class MessageIdentity {
    MessageIdentity() {}

    /** The text that stands for it in settings and with the stored processor, such as {@code header:payment-id}. */
    public abstract String text();

    /** {@code SHARD} for coordinates, which are unique anyway, else {@code PROCESSOR}. */
    public Scope defaultScope() {
        return Scope.PROCESSOR;
    }

    /** Whether {@link #identify} looks at the decoded message, and therefore finds no id where decoding fails. */
    boolean needsDecoding() {
        return false;
    }

    /**
     * The id of a message.
     *
     * @param raw the record as it came
     * @param decoded the decoded record, or the raw one where {@link #needsDecoding()} is false
     * @throws NoIdentityException if it has none, with a reason that holds no payload
     */
    abstract MessageId identify(
            ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, Coordinates coordinates)
            throws NoIdentityException;
}
