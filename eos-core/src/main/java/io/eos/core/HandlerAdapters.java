package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.Header;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.StoredResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** The user's handlers as the loop calls them. The casts hold because the builder ties handler and deserializers together. */
final class HandlerAdapters {
    private HandlerAdapters() {}

    /** {@code transform}: what the handler returns is serialized here, so that a value that does not serialize is the handler's failure. */
    record Transforming<K, V, A, B>(
            Serializer<A> keys, Serializer<B> values, TransformHandler<? super K, ? super V, A, B> handler)
            implements Work.Transform {
        @Override
        @SuppressWarnings("unchecked")
        public List<Output> apply(
                ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, HandlerContext context)
                throws Exception {
            TransformHandler<K, V, A, B> typed = (TransformHandler<K, V, A, B>) handler;
            List<ProducerRecord<A, B>> records = typed.transform((ConsumerRecord<K, V>) decoded, context);
            List<Output> outputs = new ArrayList<>(records.size());
            for (ProducerRecord<A, B> record : records) {
                outputs.add(serialize(record));
            }
            return outputs;
        }

        private OutputRecord serialize(ProducerRecord<A, B> record) {
            byte[] key;
            byte[] value;
            synchronized (keys) {
                key = keys.serialize(record.topic(), record.headers(), record.key());
                value = values.serialize(record.topic(), record.headers(), record.value());
            }
            List<Header> headers = new ArrayList<>();
            record.headers()
                    .forEach(header -> headers.add(new Header(header.key(), Bytes.wrapNullable(header.value()))));
            return new OutputRecord(
                    record.topic(),
                    record.partition(),
                    record.timestamp(),
                    headers,
                    Bytes.wrapNullable(key),
                    Bytes.wrapNullable(value));
        }
    }

    /** A handler with effects in the store. */
    record Transacting<K, V, R>(Class<R> resourceType, TransactHandler<? super K, ? super V, ? super R> handler)
            implements Work.Transact<R> {
        @Override
        @SuppressWarnings("unchecked")
        public void apply(ConsumerRecord<?, ?> decoded, R resource, HandlerContext context) throws Exception {
            ((TransactHandler<K, V, R>) handler).transact((ConsumerRecord<K, V>) decoded, resource, context);
        }
    }

    /** The same for all messages of a transaction at once. */
    record TransactingTogether<K, V, R>(
            Class<R> resourceType, TransactBatchHandler<? super K, ? super V, ? super R> handler)
            implements Work.Transact<R> {
        @Override
        public void apply(ConsumerRecord<?, ?> decoded, R resource, HandlerContext context) throws Exception {
            applyTogether(List.of(decoded), resource);
        }

        @Override
        public boolean together() {
            return true;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void applyTogether(List<ConsumerRecord<?, ?>> decoded, R resource) throws Exception {
            ((TransactBatchHandler<K, V, R>) handler)
                    .transact((List<ConsumerRecord<K, V>>) (List<?>) decoded, resource);
        }
    }

    /** A handler with effects anywhere. */
    record Handling<K, V>(EffectHandler<? super K, ? super V> handler) implements Work.Effect {
        @Override
        @SuppressWarnings("unchecked")
        public void apply(ConsumerRecord<?, ?> decoded, HandlerContext context) throws Exception {
            ((EffectHandler<K, V>) handler).handle((ConsumerRecord<K, V>) decoded, context);
        }

        @Override
        @SuppressWarnings("unchecked")
        public void compensate(ConsumerRecord<?, ?> decoded, StoredResult winner, HandlerContext context)
                throws Exception {
            ((EffectHandler<K, V>) handler).compensate((ConsumerRecord<K, V>) decoded, winner, context);
        }
    }
}
