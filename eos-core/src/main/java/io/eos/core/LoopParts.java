package io.eos.core;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What the loop is made of besides what tasks share: real clients and threads in production, simulated ones in tests.
 *
 * @param updates counts what the consumer is told of its topics, from which alone it learns of another id; {@link MetadataUpdates#UNKNOWN} where it
 *     reads them by name
 * @param watch looks at topics that come, or grow, while the loop runs
 * @param formerGroups what groups of other ids left
 * @param round publishes; owns the transactional producer
 * @param workers runs batches, and therefore handlers
 * @param housekeeping runs what must not wait behind handlers: tenures, flushes
 * @param lookups runs one look at the topics at a time, which no shard's start or flush may hold up
 * @param publishing runs one round at a time
 */
record LoopParts(
        Consumer<byte[], byte[]> consumer,
        Mailbox mailbox,
        StartRule startRule,
        TopicIds topics,
        LongSupplier updates,
        TopicWatch watch,
        GroupOffsets offsets,
        FormerGroups formerGroups,
        ItemRules rules,
        TransactionRound round,
        Executor workers,
        Executor housekeeping,
        Executor lookups,
        Executor publishing) {}
