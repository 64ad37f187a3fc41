package io.eos.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A transactional producer of a simulated broker. Of the class that it extends only what the loop does not use is left. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread runs at a time, and it may wait inside
final class SimProducer extends MockProducer<byte[], byte[]> {
    private static final Duration NAP = Duration.ofMillis(20);
    private static final int MOST_NAPS = 100;

    private final SimWorld world;
    private final SimProcess process;
    private final SimLink link;
    private final String id;
    private int epoch;
    private @Nullable RuntimeException error;
    private boolean fatal;
    /** Whether something of the transaction was sent, and its answer not heard. */
    private boolean unheard;

    SimProducer(SimWorld world, SimProcess process, SimLink link) {
        this.world = world;
        this.process = process;
        this.link = link;
        this.id = "eos-" + process.name();
    }

    /** A request that is repeated while the end of the last transaction is being written. */
    private <T> T call(String operation, Supplier<T> request) {
        return call(operation, request, request);
    }

    private <T> T call(String operation, Supplier<T> request, Supplier<T> forgotten) {
        for (int nap = 0; nap < MOST_NAPS; nap++) {
            try {
                return link.call(operation, request, forgotten);
            } catch (ConcurrentTransactionsException e) {
                world.time.sleep(process, NAP);
            } catch (ProducerFencedException | InvalidTxnStateException e) {
                error = e;
                fatal = true;
                throw e;
            }
        }
        throw new TimeoutException("the last transaction does not end");
    }

    @Override
    public void initTransactions() {
        epoch = call("INIT", () -> world.broker.init(id));
    }

    @Override
    public void beginTransaction() {
        check();
        unheard = false;
    }

    private void check() {
        process.check();
        if (error != null) {
            throw new KafkaException("the producer is in an error state", error);
        }
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        check();
        int sent = epoch;
        try {
            TopicPartition partition = call("SEND", () -> world.broker.produce(id, sent, record));
            RecordMetadata metadata = new RecordMetadata(partition, 0, 0, 0, 0, 0);
            if (callback != null) {
                callback.onCompletion(metadata, null);
            }
            return CompletableFuture.completedFuture(metadata);
        } catch (KafkaException e) {
            error = e;
            unheard = true;
            if (callback != null) {
                callback.onCompletion(null, e);
            }
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
        check();
        int sent = epoch;
        long issued = world.time.number();
        try {
            call("SEND_OFFSETS", () -> {
                world.broker.addOffsets(id, sent, issued, offsets, metadata);
                return true;
            });
        } catch (KafkaException e) {
            error = e;
            unheard = true;
            throw e;
        }
    }

    @Override
    public void commitTransaction() {
        check();
        int sent = epoch;
        epoch = call("COMMIT", () -> world.broker.end(id, sent, true));
    }

    @Override
    public void abortTransaction() {
        process.check();
        if (fatal) {
            throw new KafkaException("the producer cannot go on", error);
        }
        int sent = epoch;
        epoch = call(
                "ABORT",
                () -> world.broker.end(id, sent, false),
                // What was written and not acknowledged is out of the reach of a second abort.
                () -> unheard ? world.broker.end(id, sent, false) : world.broker.abortAndForget(id, sent));
        error = null;
    }

    /** Where a record fails that the others were sent with. */
    @Override
    public void flush() {
        check();
        try {
            call("FLUSH", () -> true);
        } catch (KafkaException e) {
            error = e;
            throw e;
        }
    }

    @Override
    public void close(Duration patience) {}
}
