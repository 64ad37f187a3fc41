package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.Output;
import io.eos.api.SourceCopy;
import io.eos.spi.ResultStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Describes a processor, step by step. Setters change this builder and return it; nothing is connected before {@link
 * ProcessorDefinition#start()}. Not thread-safe.
 *
 * @param <K> the source's key
 * @param <V> the source's value
 */
public final class ProcessorBuilder<K, V> {
    private final Map<String, String> settings;
    private final Deserializer<K> key;
    private final Deserializer<V> value;
    private @Nullable MessageIdentity identity;
    private @Nullable ResultStore store;
    private @Nullable ClassLoader loader;
    private MeterRegistry registry = Metrics.globalRegistry;
    private LoopClock clock = LoopClock.SYSTEM;
    private Probe probe = Probe.NONE;
    private ProcessorStart.Clients clients = ProcessorStart.Clients.KAFKA;

    private ProcessorBuilder(Map<String, String> settings, Deserializer<K> key, Deserializer<V> value) {
        this.settings = settings;
        this.key = key;
        this.value = value;
    }

    static ProcessorBuilder<byte[], byte[]> named(String name) {
        Map<String, String> settings = new HashMap<>(Map.of("processor", name));
        return new ProcessorBuilder<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static ProcessorBuilder<byte[], byte[]> of(Map<String, String> settings) {
        return new ProcessorBuilder<>(
                new HashMap<>(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Sets one setting by its key, with or without {@code eos.} in front: {@code set("lease", "10s")}. The last one counts.
     *
     * @param key one of {@link Settings}' keys
     * @param value as it would stand in a properties file
     * @return this builder
     */
    public ProcessorBuilder<K, V> set(String key, String value) {
        settings.put(SettingsSource.bare(key), Objects.requireNonNull(value, key));
        return this;
    }

    /**
     * Sets many, as from a properties file: see {@link #set}.
     *
     * @param more values by key
     * @return this builder
     */
    public ProcessorBuilder<K, V> settings(Map<String, String> more) {
        more.forEach(this::set);
        return this;
    }

    /**
     * {@code set("kafka.common.bootstrap.servers", …)}.
     *
     * @param servers {@code HOST:PORT}, several with commas
     * @return this builder
     */
    public ProcessorBuilder<K, V> bootstrapServers(String servers) {
        return set("kafka.common.bootstrap.servers", servers);
    }

    /**
     * {@code set("topics", …)}.
     *
     * @param names one or more
     * @return this builder
     */
    public ProcessorBuilder<K, V> topics(String... names) {
        return set("topics", String.join(",", names));
    }

    /**
     * {@code set("store", …)}.
     *
     * @param address such as {@code jdbc:h2:file:./eos}
     * @return this builder
     */
    public ProcessorBuilder<K, V> store(String address) {
        return set("store", address);
    }

    /**
     * A store that was opened elsewhere; it is not closed with the processor.
     *
     * @param open for the caller to close, after the processor
     * @return this builder
     */
    public ProcessorBuilder<K, V> store(ResultStore open) {
        store = Objects.requireNonNull(open, "store");
        return this;
    }

    /**
     * Where the store's provider is looked for, for applications whose libraries have class loaders of their own; the starting thread's
     * context class loader by default.
     *
     * @param providers sees the jar of the store
     * @return this builder
     */
    public ProcessorBuilder<K, V> classLoader(ClassLoader providers) {
        loader = providers;
        return this;
    }

    /**
     * How a message's id is found.
     *
     * @param rule the same on every node, and never changed
     * @return this builder
     */
    public ProcessorBuilder<K, V> identity(MessageIdentity rule) {
        identity = Objects.requireNonNull(rule, "identity");
        return this;
    }

    /**
     * Where metrics go; Micrometer's global registry by default.
     *
     * @param meters a registry
     * @return this builder
     */
    public ProcessorBuilder<K, V> metrics(MeterRegistry meters) {
        registry = meters;
        return this;
    }

    ProcessorBuilder<K, V> clock(LoopClock other) {
        clock = other;
        return this;
    }

    ProcessorBuilder<K, V> probe(Probe other) {
        probe = other;
        return this;
    }

    ProcessorBuilder<K, V> clients(ProcessorStart.Clients other) {
        clients = other;
        return this;
    }

    /**
     * How keys and values are decoded; bytes as they are by default. A record that does not decode becomes a dead letter. They are called
     * by one thread at a time, and never closed: that is the caller's part, since a definition can be started more than once.
     *
     * @param <A> what keys are decoded to
     * @param <B> what values are decoded to
     * @param keys for keys, configured by the caller
     * @param values for values, configured by the caller
     * @return a builder whose handlers get these types
     */
    public <A, B> ProcessorBuilder<A, B> deserializers(Deserializer<A> keys, Deserializer<B> values) {
        ProcessorBuilder<A, B> typed = new ProcessorBuilder<>(
                settings,
                Objects.requireNonNull(keys, "deserializer of keys"),
                Objects.requireNonNull(values, "deserializer of values"));
        typed.identity = identity;
        typed.store = store;
        typed.loader = loader;
        typed.registry = registry;
        typed.clock = clock;
        typed.probe = probe;
        typed.clients = clients;
        return typed;
    }

    /**
     * Effects in Kafka: the records that the handler returns.
     *
     * @param <A> the type of the outputs' keys
     * @param <B> the type of the outputs' values
     * @param keys for the outputs' keys, configured by the caller
     * @param values for the outputs' values, configured by the caller
     * @param handler called by several threads at once, for one message of a partition at a time, unless {@code ordering} says otherwise
     * @return a processor that is ready to start
     */
    public <A, B> ProcessorDefinition transform(
            Serializer<A> keys, Serializer<B> values, TransformHandler<? super K, ? super V, A, B> handler) {
        return define(new HandlerAdapters.Transforming<>(
                Objects.requireNonNull(keys, "serializer of keys"),
                Objects.requireNonNull(values, "serializer of values"),
                Objects.requireNonNull(handler, "handler")));
    }

    /**
     * Copies each message once, with key, value, headers, timestamp and partition, to another topic with at least as many partitions.
     *
     * @param topic not one of those that are consumed; where it does not exist, or has too few partitions, messages become dead letters
     * @return a processor that is ready to start
     * @throws InvalidConfigurationException if the topic is one of those that are consumed, as other wrong settings
     */
    public ProcessorDefinition copyTo(String topic) {
        ProcessorDefinition copy = define((Work.Transform) (raw, decoded, context) ->
                List.of((Output) new SourceCopy(topic, raw.partition(), timestamp(raw), List.of())));
        if (SourceTopics.of(copy.settings(), () -> List.of(topic)).contains(topic)) {
            throw new InvalidConfigurationException("copyTo was given topic '" + topic
                    + "', which is one of those that are consumed: each copy would be copied again");
        }
        return copy;
    }

    /**
     * Effects in the store: {@code transact(Connection.class, handler)}.
     *
     * @param <R> what the store lends its transactions as
     * @param resource its class, such as {@code Connection.class}
     * @param handler called by several threads at once, for one message of a partition at a time, unless {@code ordering} says otherwise
     * @return a processor that is ready to start
     */
    public <R> ProcessorDefinition transact(
            Class<R> resource, TransactHandler<? super K, ? super V, ? super R> handler) {
        return define(new HandlerAdapters.Transacting<>(
                Objects.requireNonNull(resource, "resource"), Objects.requireNonNull(handler, "handler")));
    }

    /**
     * Effects in the store, of all messages of a transaction at once: {@code transactBatch(Connection.class, handler)}.
     *
     * @param <R> what the store lends its transactions as
     * @param resource its class, such as {@code Connection.class}
     * @param handler called by several threads at once, for one transaction of a partition at a time
     * @return a processor that is ready to start
     */
    public <R> ProcessorDefinition transactBatch(
            Class<R> resource, TransactBatchHandler<? super K, ? super V, ? super R> handler) {
        return define(new HandlerAdapters.TransactingTogether<>(
                Objects.requireNonNull(resource, "resource"), Objects.requireNonNull(handler, "handler")));
    }

    /**
     * Effects anywhere else.
     *
     * @param handler called by several threads at once, for one message of a partition at a time, unless {@code ordering} says otherwise
     * @return a processor that is ready to start
     */
    public ProcessorDefinition handle(EffectHandler<? super K, ? super V> handler) {
        return define(new HandlerAdapters.Handling<>(Objects.requireNonNull(handler, "handler")));
    }

    /** Records of very old producers have none, shown as -1, which a new record must not have. */
    private static @Nullable Long timestamp(ConsumerRecord<?, ?> record) {
        return record.timestamp() < 0 ? null : Long.valueOf(record.timestamp());
    }

    private ProcessorDefinition define(Work work) {
        MessageIdentity given = identity;
        Settings loaded = SettingsLoader.load(settings, new SettingsLoader.Given(given, store != null));
        MessageIdentity rule = given != null ? given : MessageIdentity.parse(loaded.identity());
        Decoder decoder = new Decoder(key, value);
        var plan = new ProcessorStart.Plan(loaded, work, rule, decoder, store, loader, registry, clock, probe, clients);
        return new Defined(plan);
    }

    static ProcessorStart.Plan plan(ProcessorDefinition definition) {
        return ((Defined) definition).plan();
    }

    /** What {@link ProcessorDefinition} is. */
    record Defined(ProcessorStart.Plan plan) implements ProcessorDefinition {
        @Override
        public Settings settings() {
            return plan.settings();
        }

        @Override
        public EosProcessor start() {
            return new ProcessorStart(plan).start();
        }
    }
}
