package io.eos.core;

import io.eos.servers.KafkaServer;
import io.eos.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plain Kafka clients for tests: what goes in, and what a read_committed reader sees. */
final class Kafkas {
    static final KafkaServer SERVER = Servers.kafka();

    private Kafkas() {}

    static String servers() {
        return SERVER.bootstrapServers();
    }

    /** A new name that no other test has. */
    static String name(String hint) {
        return hint + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    static String topic(String hint, int partitions) {
        String name = name(hint);
        SERVER.createTopic(name, partitions);
        return name;
    }

    /** Sends records and waits for all of them. */
    static List<RecordMetadata> send(List<ProducerRecord<String, String>> records) {
        return send(servers(), records);
    }

    static List<RecordMetadata> send(String servers, List<ProducerRecord<String, String>> records) {
        Map<String, Object> config = Map.of("bootstrap.servers", servers, "linger.ms", "1");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            List<RecordMetadata> done = new ArrayList<>();
            for (Future<RecordMetadata> one : sent) {
                done.add(one.get());
            }
            return done;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Messages {@code first} to {@code last}, exclusive, whose keys are their ids and whose values are {@code v-ID}, over all partitions. */
    static List<ProducerRecord<String, String>> messages(String topic, int partitions, int first, int last) {
        List<ProducerRecord<String, String>> records = new ArrayList<>();
        for (int id = first; id < last; id++) {
            records.add(new ProducerRecord<>(topic, id % partitions, "id-" + id, "v-" + id));
        }
        return records;
    }

    /** All that a read_committed reader sees of a topic, in the order of each partition, once what a dead node left open has ended. */
    static List<ConsumerRecord<String, String>> readAll(String topic) {
        return readAll(servers(), topic);
    }

    private static List<ConsumerRecord<String, String>> readAll(String servers, String topic) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                servers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(servers, partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    /** Also behind transactions that are open. */
    private static Map<TopicPartition, Long> ends(String servers, List<TopicPartition> partitions) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new StringDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }

    /** Why each dead letter of a topic is one. */
    static List<String> deadLetterReasons(String topic) {
        return readAll(topic).stream()
                .map(record -> new String(
                        record.headers().lastHeader(DeadLetterHeaders.REASON).value(), StandardCharsets.UTF_8))
                .toList();
    }

    static List<String> values(String servers, String topic) {
        return readAll(servers, topic).stream().map(ConsumerRecord::value).toList();
    }

    static List<String> values(String topic) {
        return readAll(topic).stream().map(ConsumerRecord::value).toList();
    }
}
