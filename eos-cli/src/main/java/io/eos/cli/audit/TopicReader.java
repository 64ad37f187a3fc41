package io.eos.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the output topic with a plain {@code read_committed} consumer that belongs to no group. Not thread-safe. */
public final class TopicReader implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final List<Effect> effects = new ArrayList<>();

    /** Starts at the beginning of the topic. */
    public TopicReader(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "audit-" + topic,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Reads on to what is committed now.
     *
     * @param leftOut offsets that are passed over, by partition
     * @return everything that was read since the start
     * @throws TimeoutException if the broker does not give it within a minute
     */
    public List<Effect> readToEnd(Map<TopicPartition, Set<Long>> leftOut) {
        return readTo(consumer.endOffsets(partitions), leftOut);
    }

    private List<Effect> readTo(Map<TopicPartition, Long> ends, Map<TopicPartition, Set<Long>> leftOut) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(50))) {
                TopicPartition partition = new TopicPartition(message.topic(), message.partition());
                if (!leftOut.getOrDefault(partition, Set.of()).contains(message.offset())) {
                    effects.add(effect(message));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        "the output topic could not be read to its end within " + PATIENCE.toSeconds() + " s");
            }
        }
        return Collections.unmodifiableList(effects);
    }

    /** Reads on to what is committed now, all of it. */
    public List<Effect> readToEnd() {
        return readToEnd(Map.of());
    }

    /** Reads on to what is there now, and waits where a node that is dead has left a transaction open, until the broker ends it. */
    public List<Effect> readWhole() {
        return readTo(behindOpenTransactions(), Map.of());
    }

    private Map<TopicPartition, Long> behindOpenTransactions() {
        try (KafkaConsumer<byte[], byte[]> uncommitted = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return uncommitted.endOffsets(partitions);
        }
    }

    private static Effect effect(ConsumerRecord<byte[], byte[]> message) {
        try {
            JsonNode receipt = JSON.readTree(message.value());
            // A receipt without content has its key.
            String id = message.value().length == 0
                    ? new String(message.key(), StandardCharsets.UTF_8)
                    : receipt.path("payment").asText();
            return new Effect(
                    id,
                    receipt.path("account").asText(),
                    receipt.path("cents").asLong(),
                    header(message, "worker"),
                    Integer.parseInt(header(message, "source-partition")),
                    Long.parseLong(header(message, "source-offset")));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the output topic holds something that is no receipt, at partition " + message.partition()
                            + ", offset " + message.offset(),
                    e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
