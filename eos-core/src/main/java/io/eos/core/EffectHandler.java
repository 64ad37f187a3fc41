package io.eos.core;

import io.eos.api.StoredResult;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A handler whose effects go anywhere: HTTP, mail, another database. It is invoked at least once, and by one node at a time while
 * that node's claim holds. Its effect is exactly once if the resource applies each {@link HandlerContext#idempotencyKey()} once.
 *
 * <p>Called by several threads, for different partitions (or keys) at a time.
 *
 * @param <K> the source's key
 * @param <V> the source's value
 */
@FunctionalInterface
public interface EffectHandler<K, V> {
    /**
     * Makes the effect of one message.
     *
     * @param message decoded, as the deserializers gave it
     * @param context id, idempotency key and fencing token of this call
     * @throws Exception to be called again after a pause, and in the end to have the message made a dead letter; a {@link
     *     RejectedMessageException} at once
     */
    void handle(ConsumerRecord<K, V> message, HandlerContext context) throws Exception;

    /**
     * Undoes what this node did for a message where another node's result won, and differs in status or {@linkplain
     * HandlerContext#resultPayload payload}: a handler that sets no payload is hardly ever asked to. Best effort: it is not called after a crash, nor
     * by a node that lost the partition while the handler ran. It must leave alone what both share by the idempotency key: a resource that
     * applies each key once has applied the winner's, not this node's, and must not be told to cancel that key.
     *
     * @param message the one that {@link #handle} was called for
     * @param winner the result that counts
     * @param context with the same idempotency key as the call to undo
     * @throws Exception is logged and counted, nothing more
     */
    default void compensate(ConsumerRecord<K, V> message, StoredResult winner, HandlerContext context)
            throws Exception {}
}
