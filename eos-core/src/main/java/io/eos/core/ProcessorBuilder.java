package io.eos.core;

import io.eos.spi.ResultStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Describes a processor, step by step. Every setter returns a builder; nothing is connected before {@link Definition#start()}. Not thread-safe.
 *
 * @param <K> the source's key
 * @param <V> the source's value
 */
public final class ProcessorBuilder<K, V> {
    private ProcessorBuilder() {}

    static ProcessorBuilder<byte[], byte[]> named(String name) {
        throw new UnsupportedOperationException(name);
    }

    /** Sets one setting by its key without {@code eos.}: {@code set("lease", "10s")}. */
    public ProcessorBuilder<K, V> set(String key, String value) {
        throw new UnsupportedOperationException(key + value);
    }

    /** Sets many, as from a properties file; keys may start with {@code eos.}. */
    public ProcessorBuilder<K, V> settings(Map<String, String> settings) {
        throw new UnsupportedOperationException();
    }

    /** {@code set("kafka.common.bootstrap.servers", …)}. */
    public ProcessorBuilder<K, V> bootstrapServers(String servers) {
        return set("kafka.common.bootstrap.servers", servers);
    }

    /** {@code set("topics", …)}. */
    public ProcessorBuilder<K, V> topics(String... names) {
        return set("topics", String.join(",", names));
    }

    /** {@code set("store", …)}. */
    public ProcessorBuilder<K, V> store(String address) {
        return set("store", address);
    }

    /** A store that was opened elsewhere; it is not closed with the processor. */
    public ProcessorBuilder<K, V> store(ResultStore store) {
        throw new UnsupportedOperationException();
    }

    /** How a message's id is found. */
    public ProcessorBuilder<K, V> identity(MessageIdentity identity) {
        throw new UnsupportedOperationException();
    }

    /** Where metrics go; Micrometer's global registry by default. */
    public ProcessorBuilder<K, V> metrics(MeterRegistry registry) {
        throw new UnsupportedOperationException();
    }

    /** How keys and values are decoded; bytes as they are by default. A record that does not decode becomes a dead letter. */
    public <A, B> ProcessorBuilder<A, B> deserializers(Deserializer<A> key, Deserializer<B> value) {
        throw new UnsupportedOperationException();
    }

    /** Effects in Kafka. */
    public <A, B> Definition transform(Serializer<A> key, Serializer<B> value, TransformHandler<K, V, A, B> handler) {
        throw new UnsupportedOperationException();
    }

    /** Copies each message once, with key, value, headers, timestamp and partition, to another topic with at least as many partitions. */
    public Definition copyTo(String topic) {
        throw new UnsupportedOperationException();
    }

    /** Effects in the store: {@code transact(Connection.class, handler)}. */
    public <R> Definition transact(Class<R> resource, TransactHandler<K, V, R> handler) {
        throw new UnsupportedOperationException();
    }

    /** Effects anywhere else. */
    public Definition handle(EffectHandler<K, V> handler) {
        throw new UnsupportedOperationException();
    }

    /** A processor that is described and not started. Immutable. */
    public interface Definition {
        /** What was set, with defaults. */
        Settings settings();

        /**
         * Checks everything, connects and begins to poll.
         *
         * @throws io.eos.api.InvalidConfigurationException if it cannot work as configured, with all problems at once
         * @throws io.eos.api.StoreUnavailableException if the store does not answer within {@code start-timeout}
         * @throws BrokerUnavailableException if the broker does not
         */
        EosProcessor start();
    }
}
