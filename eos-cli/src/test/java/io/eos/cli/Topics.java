package io.eos.cli;

import io.eos.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of the shared broker, under names of their own, written and read with plain clients. */
final class Topics {
    private Topics() {}

    static String servers() {
        return Servers.kafka().bootstrapServers();
    }

    /** A name that no other test uses. */
    static String name(String hint) {
        return hint + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    static String create(String hint, int partitions, Map<String, String> config) {
        String name = name(hint);
        Servers.kafka().createTopic(name, partitions, config);
        return name;
    }

    static String create(String hint, int partitions) {
        return create(hint, partitions, Map.of());
    }

    static ProducerRecord<byte[], byte[]> message(String topic, int partition, String id, String value) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, partition, bytes("key-" + id), bytes(value));
        message.headers().add("id", bytes(id));
        return message;
    }

    static void send(List<ProducerRecord<byte[], byte[]>> messages) {
        send(messages, false);
    }

    static void send(List<ProducerRecord<byte[], byte[]>> messages, boolean transactional) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", servers(), "linger.ms", "5"));
        if (transactional) {
            config.put("transactional.id", UUID.randomUUID().toString());
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            if (transactional) {
                producer.initTransactions();
                producer.beginTransaction();
            }
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            messages.forEach(message -> sent.add(producer.send(message)));
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            if (transactional) {
                producer.commitTransaction();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that a {@code read_committed} reader sees, partition by partition, once what a dead node left open has ended. */
    static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(partitions);
            List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(50)).forEach(messages::add);
            }
            messages.sort(java.util.Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                    .thenComparingLong(ConsumerRecord::offset));
            return Collections.unmodifiableList(messages);
        }
    }

    /** Also behind transactions that are open. */
    private static Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }

    static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", servers()));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
