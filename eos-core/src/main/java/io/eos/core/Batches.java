package io.eos.core;

import io.eos.spi.TransactionalResultStore;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes the batch that fits the kind of handler. */
final class Batches {
    private Batches() {}

    /** A batch; {@code next} is the offset after its last record. */
    static Batch of(
            Shared shared,
            Identifier identifier,
            Assignment assignment,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        if (shared.work() instanceof Work.Transform) {
            return new TransformBatch(shared, identifier, assignment, records, next);
        }
        if (shared.work() instanceof Work.Transact<?> transact) {
            return transact(transact, shared, identifier, assignment, records, next);
        }
        return new HandleBatch(shared, identifier, assignment, records, next);
    }

    @SuppressWarnings("unchecked") // the start checked that store and handler agree on R
    private static <R> Batch transact(
            Work.Transact<R> work,
            Shared shared,
            Identifier identifier,
            Assignment assignment,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        var store = (TransactionalResultStore<R>) shared.store();
        return new TransactBatch<>(shared, store, work, identifier, assignment, records, next);
    }
}
