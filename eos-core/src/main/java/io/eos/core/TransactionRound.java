package io.eos.core;

import io.eos.api.Output;
import io.eos.api.ResultStatus;
import io.eos.api.StoredResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
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
    /** The producer of the transaction that is open. */
    private @Nullable Producer<byte[], byte[]> open;
    /** How it has ended before its end was asked for. */
    private @Nullable Outcome failed;

    private Deliveries deliveries = new Deliveries(TransactionRound::neverPublishable);
    private long records;
    private boolean offsetsSent;
    private boolean commitSent;
    private boolean halfDone;
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

        /** None of it is published, as was asked for. */
        record GivenUp() implements Outcome {}

        /** None of it is published, and this output never can be. */
        record Unpublishable(PublishUnit unit, Outgoing outgoing, Throwable cause) implements Outcome {}

        /** Nobody knows yet: the shards must start again from their stable committed offsets. */
        record Unknown(Throwable cause) implements Outcome {}
    }

    /**
     * Sends what units publish, in the open transaction or a new one. What fails is told at its end, which then has to come soon. While a
     * {@linkplain #endAgain second abort} is due nothing may be sent.
     *
     * @param oneByOne whether each record is sent in a request of its own. Slow, but a refusal then names its record: a producer splits a batch that a
     *     broker finds too large and sends the parts, and where the topic takes less than the producer's {@code batch.size}, the time can be up
     *     for all that is in it before a part is small enough
     * @return false if the transaction has failed
     */
    boolean send(List<PublishUnit> units, boolean oneByOne) {
        return whole(() -> {
            if (failed == null) {
                failed = sent(units, oneByOne);
            }
            return failed == null;
        });
    }

    /** Ends the transaction: what was sent is published with the offsets, all of it or none. */
    Outcome commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        return end(live -> publish(live, offsets, group), offsets);
    }

    /** Ends the transaction: nothing of what was sent is published. */
    Outcome giveUp() {
        return end(
                live -> abort(live)
                        ? new Outcome.GivenUp()
                        : new Outcome.Unknown(new KafkaException("the transaction could not be aborted")),
                Map.of());
    }

    private Outcome end(
            Function<Producer<byte[], byte[]>, Outcome> how, Map<TopicPartition, OffsetAndMetadata> offsets) {
        return whole(() -> {
            Outcome outcome = failed;
            if (outcome == null) {
                outcome = remembered(how.apply(Objects.requireNonNull(open, "something was sent")), offsets);
            }
            open = null;
            failed = null;
            return outcome;
        });
    }

    /** A step that none may follow if it ends with an error that no outcome tells: what it left half done could be committed. */
    private <T> T whole(Supplier<T> step) {
        if (halfDone) {
            throw new IllegalStateException("nothing can be published any more, since it failed half-way");
        }
        halfDone = true;
        T outcome = step.get();
        halfDone = false;
        return outcome;
    }

    private @Nullable Outcome sent(List<PublishUnit> units, boolean oneByOne) {
        Producer<byte[], byte[]> live;
        try {
            live = ready();
        } catch (KafkaException e) {
            replace();
            return new Outcome.Aborted(e, null);
        }
        try {
            begin(live);
            for (PublishUnit unit : units) {
                for (Outgoing outgoing : unit.outgoing()) {
                    records += send(live, unit, outgoing, deliveries, oneByOne);
                }
            }
            return null;
        } catch (RuntimeException e) {
            return remembered(aborted(live, e), Map.of());
        }
    }

    private void begin(Producer<byte[], byte[]> live) {
        if (open == null) {
            open = live;
            deliveries = new Deliveries(TransactionRound::neverPublishable);
            records = 0;
            offsetsSent = false;
            commitSent = false;
            live.beginTransaction();
        }
    }

    private Outcome remembered(Outcome outcome, Map<TopicPartition, OffsetAndMetadata> offsets) {
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
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        try {
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
            return aborted(live, e);
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

    private Outcome aborted(Producer<byte[], byte[]> live, RuntimeException cause) {
        if (!abort(live)) {
            return groupFenced(cause) ? new Outcome.Aborted(cause, null) : new Outcome.Unknown(cause);
        }
        Deliveries.Failed first = deliveries.failed();
        if (first != null && neverPublishable(first)) {
            return new Outcome.Unpublishable(first.unit(), first.outgoing(), first.cause());
        }
        return new Outcome.Aborted(cause, first == null ? null : first.unit());
    }

    /** Whether that was possible; the producer is replaced otherwise. */
    private boolean abort(Producer<byte[], byte[]> live) {
        try {
            live.abortTransaction();
            return true;
        } catch (KafkaException | IllegalStateException e) {
            LOG.info("the transactional producer cannot go on ({}) and is replaced", e.toString());
            replace();
            return false;
        }
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
