package io.eos.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What became of the records of one transaction, as far as the producer has told it. Thread-safe. */
final class Deliveries {
    private final Predicate<Throwable> isFinal;
    private final AtomicReference<@Nullable Failed> failed = new AtomicReference<>();
    private final Set<TopicPartition> written = ConcurrentHashMap.newKeySet();
    private volatile @Nullable TopicPartition lastWritten;

    /** A record that was not written. */
    record Failed(PublishUnit unit, Outgoing outgoing, Exception cause) {}

    /**
     * Nothing is sent yet.
     *
     * @param isFinal whether a failure says what is wrong with its own record
     */
    Deliveries(Predicate<Throwable> isFinal) {
        this.isFinal = isFinal;
    }

    /** For the records of one result: the producer calls it with each of them. */
    Callback of(PublishUnit unit, Outgoing outgoing) {
        return (metadata, exception) -> {
            if (exception == null) {
                written(metadata);
            } else {
                failed(new Failed(unit, outgoing, exception));
            }
        };
    }

    private void written(RecordMetadata metadata) {
        // The records of a request are acknowledged one after another.
        TopicPartition last = lastWritten;
        if (last == null
                || last.partition() != metadata.partition()
                || !last.topic().equals(metadata.topic())) {
            TopicPartition now = new TopicPartition(metadata.topic(), metadata.partition());
            written.add(now);
            lastWritten = now;
        }
    }

    void failed(Failed another) {
        failed.accumulateAndGet(another, (present, added) -> {
            boolean better =
                    present == null || (added != null && isFinal.test(added.cause) && !isFinal.test(present.cause));
            return better ? added : present;
        });
    }

    /** What failed first; a failure that says what is wrong with its own record takes the place of one that does not. */
    @Nullable Failed failed() {
        return failed.get();
    }

    /** Every further send would only wait for its own timeout. */
    void rethrow() {
        Failed first = failed.get();
        if (first != null) {
            throw new KafkaException("a record of this transaction failed", first.cause);
        }
    }

    /** Where something of the transaction certainly is. */
    Set<TopicPartition> written() {
        return Set.copyOf(written);
    }
}
