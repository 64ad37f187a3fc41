package io.eos.core;

import io.eos.api.Output;
import io.eos.api.ResultStatus;
import io.eos.api.StoredResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes units in one Kafka transaction, with their offsets in it. Owns the producer, and replaces one that cannot go on. Used by one
 * thread.
 */
final class TransactionRound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionRound.class);
    private static final int COMMIT_ATTEMPTS = 3;

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final TopicIds topics;
    private final SecondAbort secondAbort;
    private boolean offsetsSent;
    private boolean commitSent;
    private volatile @Nullable Producer<byte[], byte[]> producer;

    TransactionRound(Supplier<Producer<byte[], byte[]>> producers, TopicIds topics) {
        this.producers = producers;
        this.topics = topics;
        this.secondAbort = new SecondAbort(topics);
    }

    /** How a round ended. */
    sealed interface Outcome {
        /** All of it is published. */
        record Committed(long records) implements Outcome {}

        /**
         * None of it is published; it can be tried again.
         *
         * @param spoiler the unit whose output failed, or null if it was none's
         */
        record Aborted(Throwable cause, @Nullable PublishUnit spoiler) implements Outcome {}

        /** None of it is published, and this output never can be. */
        record Unpublishable(PublishUnit unit, Outgoing outgoing, Throwable cause) implements Outcome {}

        /** Nobody knows yet: the shards must start again from their stable committed offsets. */
        record Unknown(Throwable cause) implements Outcome {}
    }

    /**
     * Publishes units and their offsets, all of them or none. While a {@linkplain #endAgain second abort} is due nothing may be published.
     *
     * @param oneByOne whether each record is sent in a request of its own. Slow, but a refusal then names its record: a producer splits a batch that a
     *     broker finds too large and sends the parts, and where the topic takes less than the producer's {@code batch.size}, the time can be up
     *     for all that is in it before a part is small enough
     */
    Outcome run(
            List<PublishUnit> units,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group,
            boolean oneByOne) {
        Producer<byte[], byte[]> live;
        try {
            live = ready();
        } catch (KafkaException e) {
            replace();
            return new Outcome.Aborted(e, null);
        }
        offsetsSent = false;
        commitSent = false;
        Deliveries deliveries = new Deliveries(TransactionRound::neverPublishable);
        Outcome outcome = publish(live, units, offsets, group, deliveries, oneByOne);
        boolean mayBeCommitted =
                outcome instanceof Outcome.Committed || (commitSent && outcome instanceof Outcome.Unknown);
        if (!mayBeCommitted) {
            // Its end has decided about all that was sent.
            secondAbort.remember(deliveries.written(), offsetsSent ? offsets : Map.of());
        }
        return outcome;
    }

    /**
     * Makes sure that the last transaction has ended everywhere, if it was not committed: {@link SecondAbort}.
     *
     * @return whether nothing of that kind is left to do
     */
    boolean endAgain(ConsumerGroupMetadata group) {
        if (!secondAbort.isDue()) {
            return true;
        }
        try {
            secondAbort.run(ready(), group);
        } catch (KafkaException | IllegalStateException e) {
            LOG.info("what was aborted could not be aborted once more yet, and will be: {}", e.toString());
            replace();
        }
        return !secondAbort.isDue();
    }

    private Outcome publish(
            Producer<byte[], byte[]> live,
            List<PublishUnit> units,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group,
            Deliveries deliveries,
            boolean oneByOne) {
        try {
            live.beginTransaction();
            long records = send(live, units, deliveries, oneByOne);
            // First: while the producer waits for the offsets it sends nothing else, and they would wait for what is on
            // its way.
            live.flush();
            deliveries.rethrow();
            live.sendOffsetsToTransaction(offsets, group);
            offsetsSent = true;
            commitSent = true;
            commit(live);
            return new Outcome.Committed(records);
        } catch (CommitUnknownException e) {
            replace();
            return new Outcome.Unknown(e);
        } catch (RuntimeException e) {
            return abort(live, deliveries, e);
        }
    }

    private Producer<byte[], byte[]> ready() {
        Producer<byte[], byte[]> present = producer;
        if (present == null) {
            present = producers.get();
            producer = present;
            present.initTransactions();
        }
        return present;
    }

    private static long send(
            Producer<byte[], byte[]> live, List<PublishUnit> units, Deliveries deliveries, boolean oneByOne) {
        long records = 0;
        for (PublishUnit unit : units) {
            for (Outgoing outgoing : unit.outgoing()) {
                records += send(live, unit, outgoing, deliveries, oneByOne);
            }
        }
        return records;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
    private static int send(
            Producer<byte[], byte[]> live,
            PublishUnit unit,
            Outgoing outgoing,
            Deliveries deliveries,
            boolean oneByOne) {
        List<Output> outputs = outgoing.result().outputs();
        Callback callback = deliveries.of(unit, outgoing);
        try {
            for (Output output : outputs) {
                deliveries.rethrow();
                live.send(outgoing.record(output), callback);
                if (oneByOne) {
                    live.flush();
                }
            }
            return outputs.size();
        } catch (KafkaException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            // The record cannot even be made: a wrong timestamp or partition, or a partitioner that throws.
            deliveries.failed(new Deliveries.Failed(unit, outgoing, e));
            throw e;
        }
    }

    private static void commit(Producer<byte[], byte[]> live) {
        for (int attempt = 1; ; attempt++) {
            try {
                live.commitTransaction();
                return;
            } catch (TimeoutException | InterruptException e) {
                if (attempt >= COMMIT_ATTEMPTS) {
                    throw new CommitUnknownException(e);
                }
            }
        }
    }

    private Outcome abort(Producer<byte[], byte[]> live, Deliveries deliveries, RuntimeException cause) {
        try {
            live.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.info("the transactional producer cannot go on ({}) and is replaced", e.toString());
            replace();
            return groupFenced(cause) ? new Outcome.Aborted(cause, null) : new Outcome.Unknown(cause);
        }
        Deliveries.Failed failed = deliveries.failed();
        if (failed != null && neverPublishable(failed)) {
            return new Outcome.Unpublishable(failed.unit(), failed.outgoing(), failed.cause());
        }
        return new Outcome.Aborted(cause, failed == null ? null : failed.unit());
    }

    /** Such a transaction was refused before it could be committed. */
    private static boolean groupFenced(Throwable cause) {
        return cause instanceof CommitFailedException || cause instanceof FencedInstanceIdException;
    }

    private boolean neverPublishable(Deliveries.Failed failed) {
        return neverPublishable(failed.cause()) || isDestinationGone(failed);
    }

    private static boolean neverPublishable(Throwable cause) {
        return cause instanceof RecordTooLargeException
                || cause instanceof InvalidTopicException
                || cause instanceof InvalidRecordException
                || cause instanceof InvalidTimestampException
                || cause instanceof IllegalArgumentException;
    }

    /** The producer only says that it waited in vain. A dead letter waits for its topic: there is nowhere else to put it. */
    private boolean isDestinationGone(Deliveries.Failed failed) {
        StoredResult result = failed.outgoing().result();
        boolean inVain = failed.cause() instanceof TimeoutException
                || failed.cause() instanceof UnknownTopicOrPartitionException;
        if (!inVain || result.status() == ResultStatus.DEAD_LETTER) {
            return false;
        }
        Set<String> names = result.outputs().stream().map(Output::topic).collect(Collectors.toSet());
        try {
            Map<String, TopicIds.Topic> known = topics.describe(names);
            return result.outputs().stream().anyMatch(output -> isGone(output, known.get(output.topic())));
        } catch (KafkaException e) {
            return false;
        }
    }

    private static boolean isGone(Output output, TopicIds.@Nullable Topic topic) {
        Integer partition = output.partition();
        return topic == null || (partition != null && partition >= topic.partitions());
    }

    private void replace() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ofSeconds(5));
        }
    }

    /** Leaves a transaction open, as a crash would. Any thread. */
    void crash() {
        replace();
    }

    private static final class CommitUnknownException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CommitUnknownException(Throwable cause) {
            super("the answer to commitTransaction was lost", cause);
        }
    }
}
