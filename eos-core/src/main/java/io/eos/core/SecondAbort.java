package io.eos.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts once more what a transaction wrote that is not to be committed. A broker that is killed after it acknowledged an end, and before it wrote the
 * markers of it, can forget them: it takes a partition whose leader it does not know yet for one of a deleted topic. Then the transaction has
 * ended for its producer, and not for the partition: its offsets stay unstable, and if the producer's next transaction there is committed, they and its records
 * are committed with it. So before anything else a transaction of the same producer goes to all of these partitions, and is aborted: its
 * markers end both. Used by one thread.
 */
final class SecondAbort {
    private static final Logger LOG = LoggerFactory.getLogger(SecondAbort.class);
    private static final int MOST_ATTEMPTS = 3;
    private static final byte[] NO_KEY = new byte[0];

    private final TopicIds known;
    private final Set<String> topics = new TreeSet<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private int attempts;

    SecondAbort(TopicIds known) {
        this.known = known;
    }

    /** A transaction with these was not committed, and nobody asked the broker to. */
    void isDueFor(List<PublishUnit> units, Map<TopicPartition, OffsetAndMetadata> theirs) {
        units.forEach(unit -> unit.outgoing()
                .forEach(outgoing -> outgoing.result().outputs().forEach(output -> topics.add(output.topic()))));
        offsets.putAll(theirs);
    }

    boolean isDue() {
        return !offsets.isEmpty();
    }

    /**
     * Does it. After some attempts in vain it is left alone, with a warning: other partitions need not wait for one that has no leader.
     *
     * @param group as it is now: its former member would be refused
     * @throws KafkaException if it is to be tried again, with a new producer of the same name
     */
    void run(Producer<byte[], byte[]> live, ConsumerGroupMetadata group) {
        attempts++;
        try {
            abort(live, group);
        } catch (CommitFailedException e) {
            // The group goes on without this member, which it cannot do for long.
            attempts--;
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            if (attempts < MOST_ATTEMPTS) {
                throw e;
            }
            LOG.warn(
                    "a transaction with offsets of {} and outputs to {} was aborted, and could not be aborted a second time: {}. Should"
                            + " readers of committed records stand still there, look for it with kafka-transactions.sh find-hanging",
                    offsets.keySet(),
                    topics,
                    e.toString());
        }
        attempts = 0;
        topics.clear();
        offsets.clear();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback sees every failure
    private void abort(Producer<byte[], byte[]> live, ConsumerGroupMetadata group) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        live.beginTransaction();
        live.sendOffsetsToTransaction(offsets, group);
        known.list(topics).forEach((name, topic) -> {
            // All of them: which ones the lost records were in only their partitioner knows.
            for (int partition = 0; partition < topic.partitions(); partition++) {
                live.send(new ProducerRecord<>(name, partition, NO_KEY, null), (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    }
                });
            }
        });
        // What is not sent yet would be left out.
        live.flush();
        live.abortTransaction();
        Exception failed = failure.get();
        if (failed != null) {
            throw new KafkaException("a record of the second abort failed", failed);
        }
    }
}
