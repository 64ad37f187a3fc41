package io.eos.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts once more what a transaction wrote that is not to be committed. A broker that is killed after it acknowledged an end, and before it wrote the
 * markers of it, can forget them: it takes a partition whose leader it does not know yet for one of a deleted topic. Then the transaction has
 * ended for its producer, and not for the partition: its offsets stay unstable, and if the producer's next transaction there is committed, they and its records
 * are committed with it. So before anything else a transaction of the same producer goes to the same partitions, and is aborted: its
 * markers end both. Used by one thread.
 *
 * <p>It goes only where the first one's writes were acknowledged. Elsewhere the broker may have forgotten a commit of the transaction before, which the
 * next commit there completes, and which an abort would undo.
 */
final class SecondAbort {
    private static final Logger LOG = LoggerFactory.getLogger(SecondAbort.class);
    private static final byte[] NO_KEY = new byte[0];

    private final TopicIds topics;
    private final Set<TopicPartition> outputs = new HashSet<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

    SecondAbort(TopicIds topics) {
        this.topics = topics;
    }

    /** A transaction that is not to be committed has written to these partitions, and these offsets. */
    void remember(Collection<TopicPartition> someOutputs, Map<TopicPartition, OffsetAndMetadata> someOffsets) {
        outputs.addAll(someOutputs);
        offsets.putAll(someOffsets);
    }

    boolean isDue() {
        return !outputs.isEmpty() || !offsets.isEmpty();
    }

    /**
     * Does it; afterwards it is not due any more. Where it is not allowed to, or the topic takes no such record, it is left alone with a warning: nor
     * can the next transaction go there.
     *
     * @param group as it is now: its former member would be refused
     * @throws KafkaException if it is to be tried again, with a new producer of the same name
     */
    void run(Producer<byte[], byte[]> live, ConsumerGroupMetadata group) {
        try {
            abort(live, group);
        } catch (KafkaException e) {
            if (isInVain(e)) {
                LOG.warn(
                        "a transaction with offsets of {} and outputs to {} was aborted, and cannot be aborted a second time: {}. Should"
                                + " readers of committed records stand still there, look for it with kafka-transactions.sh find-hanging",
                        offsets.keySet(),
                        outputs,
                        e.toString());
                forget();
            }
            throw e;
        }
        forget();
    }

    private void forget() {
        outputs.clear();
        offsets.clear();
    }

    private static boolean isInVain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException
                    || cause instanceof InvalidRecordException
                    || cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
    private void abort(Producer<byte[], byte[]> live, ConsumerGroupMetadata group) {
        dropDeleted();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        live.beginTransaction();
        if (!offsets.isEmpty()) {
            live.sendOffsetsToTransaction(offsets, group);
        }
        for (TopicPartition output : outputs) {
            live.send(new ProducerRecord<>(output.topic(), output.partition(), NO_KEY, null), (metadata, exception) -> {
                if (exception != null) {
                    failure.compareAndSet(null, exception);
                }
            });
        }
        // What is not sent yet would be left out.
        live.flush();
        live.abortTransaction();
        Exception failed = failure.get();
        if (failed != null) {
            throw new KafkaException("a record of the second abort failed", failed);
        }
    }

    private void dropDeleted() {
        Set<String> names = new TreeSet<>();
        outputs.forEach(output -> names.add(output.topic()));
        offsets.keySet().forEach(source -> names.add(source.topic()));
        Set<String> there = topics.list(names).keySet();
        outputs.removeIf(output -> !there.contains(output.topic()));
        offsets.keySet().removeIf(source -> !there.contains(source.topic()));
    }
}
