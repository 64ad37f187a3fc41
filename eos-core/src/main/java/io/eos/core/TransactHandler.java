package io.eos.core;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A handler whose effects go into the result store itself, in the transaction that records the result.
 *
 * <p>A transaction holds up to {@code batch-size} messages of one partition. Where one of them fails, all are rolled back and called again, each in
 * a transaction of its own. So the handler may run several times for a message; only one of its transactions commits. Called by several threads, each with its own
 * resource.
 *
 * @param <K> the source's key
 * @param <V> the source's value
 * @param <R> what effects are made with, such as {@code java.sql.Connection}
 */
@FunctionalInterface
public interface TransactHandler<K, V, R> {
    /**
     * Makes the effects of one message.
     *
     * @param message decoded, as the deserializers gave it
     * @param resource inside a transaction that eos commits; it refuses to be committed, rolled back or closed, and whatever
     *     else would end the transaction, such as {@code setAutoCommit} or {@code CREATE TABLE}; an attempt fails the call also where the handler
     *     swallows the error
     * @param context id and idempotency key of this call
     * @throws Exception to have the effects rolled back, to be called again after a pause, and in the end to have the message made a dead
     *     letter; a {@link RejectedMessageException} at once
     */
    void transact(ConsumerRecord<K, V> message, R resource, HandlerContext context) throws Exception;
}
