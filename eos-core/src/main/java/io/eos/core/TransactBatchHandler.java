package io.eos.core;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A {@link TransactHandler} that is called once for all messages of a transaction, so that it can make their effects together: with a batch of
 * statements, say, that takes one round trip and not one for each message.
 *
 * <p>Where a call fails, all of its messages are rolled back, and the handler is called again for each of them alone, until the one that fails is settled. So it
 * may see a message several times; only one of its transactions commits. Called by several threads, each with its own resource.
 *
 * @param <K> the source's key
 * @param <V> the source's value
 * @param <R> what effects are made with, such as {@code java.sql.Connection}
 */
@FunctionalInterface
public interface TransactBatchHandler<K, V, R> {
    /**
     * Makes the effects of messages.
     *
     * @param messages of one partition, in the order of their offsets, each id once; at least one, and at most {@code batch-size}
     * @param resource inside a transaction that eos commits; it refuses what {@link TransactHandler}'s refuses
     * @throws Exception to have the effects rolled back; one message alone is then handled as by {@link TransactHandler}: called again, and in the
     *     end made a dead letter, at once with a {@link RejectedMessageException}
     */
    void transact(List<ConsumerRecord<K, V>> messages, R resource) throws Exception;
}
