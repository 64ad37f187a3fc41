package io.eos.core;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A handler whose effects are the Kafka records that it returns: they are stored as the message's result, then published with the
 * offset in one Kafka transaction. It may be called again for a message before a result is recorded; anything else that it
 * does, it does at least once.
 *
 * <p>Called by several threads, for different partitions (or keys) at a time.
 *
 * @param <K> the source's key
 * @param <V> the source's value
 * @param <A> the outputs' key
 * @param <B> the outputs' value
 */
@FunctionalInterface
public interface TransformHandler<K, V, A, B> {
    /**
     * Computes the outputs of one message.
     *
     * @param message decoded, as the deserializers gave it
     * @param context id and idempotency key of this call
     * @return the records to publish, in order; empty for none. Their topics must exist: an output that cannot be published makes the message
     *     a dead letter, at once
     * @throws Exception to be called again after a pause, and in the end to have the message made a dead letter; a {@link
     *     RejectedMessageException} at once
     */
    List<ProducerRecord<A, B>> transform(ConsumerRecord<K, V> message, HandlerContext context) throws Exception;
}
