package io.eos.core;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Decodes records inside the framework, so that one that does not decode can be made a dead letter. Thread-safe: deserializers need not
 * be, and are called by one thread at a time.
 */
final class Decoder implements AutoCloseable {
    private final Deserializer<?> key;
    private final Deserializer<?> value;
    private final boolean plain;

    Decoder(Deserializer<?> key, Deserializer<?> value) {
        this.key = key;
        this.value = value;
        this.plain = key instanceof ByteArrayDeserializer && value instanceof ByteArrayDeserializer;
    }

    /**
     * The decoded record.
     *
     * @throws RuntimeException whatever the deserializer throws
     */
    ConsumerRecord<?, ?> decode(ConsumerRecord<byte[], byte[]> raw) {
        return plain ? raw : copy(raw);
    }

    private synchronized ConsumerRecord<?, ?> copy(ConsumerRecord<byte[], byte[]> raw) {
        return new ConsumerRecord<Object, Object>(
                raw.topic(),
                raw.partition(),
                raw.offset(),
                raw.timestamp(),
                raw.timestampType(),
                raw.serializedKeySize(),
                raw.serializedValueSize(),
                key.deserialize(raw.topic(), raw.headers(), raw.key()),
                value.deserialize(raw.topic(), raw.headers(), raw.value()),
                raw.headers(),
                raw.leaderEpoch());
    }

    @Override
    public void close() {
        key.close();
        value.close();
    }
}
