package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.spi.ResultStore;
import io.eos.spi.TransactionalResultStore;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes the batch that fits the kind of handler. */
final class Batches {
    private Batches() {}

    /** A batch; {@code next} is the offset after its last record. */
    static Batch of(
            NodeContext shared,
            ItemRules rules,
            ShardView view,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        if (shared.work() instanceof Work.Transform) {
            return new TransformBatch(shared, rules, view, records, next);
        }
        if (shared.work() instanceof Work.Transact<?> transact) {
            return transact(transact, shared, rules, view, records, next);
        }
        return new HandleBatch(shared, rules, view, records, next);
    }

    /**
     * Whether a store can do what a kind of handler needs: {@code transact} its transactions, of the handler's resource.
     *
     * @throws InvalidConfigurationException if it cannot
     */
    static void checkFit(Work work, ResultStore store) {
        if (!(work instanceof Work.Transact<?> transact)) {
            return;
        }
        Optional<Class<?>> offered = store instanceof TransactionalResultStore<?> transactional
                ? Optional.of(transactional.resourceType())
                : Optional.empty();
        if (offered.filter(transact.resourceType()::isAssignableFrom).isEmpty()) {
            throw new InvalidConfigurationException("the transact handler needs a store with transactions of "
                    + transact.resourceType().getName() + ", but "
                    + store.traits().product() + " offers "
                    + offered.map(Class::getName).orElse("none"));
        }
    }

    @SuppressWarnings("unchecked") // checkFit has made sure that store and handler agree on R
    private static <R> Batch transact(
            Work.Transact<R> work,
            NodeContext shared,
            ItemRules rules,
            ShardView view,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        var store = (TransactionalResultStore<R>) shared.store();
        return new TransactBatch<>(shared, store, work, rules, view, records, next);
    }
}
