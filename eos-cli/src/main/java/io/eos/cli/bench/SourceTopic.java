package io.eos.cli.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topic that is copied, and a count of what a copy holds. */
final class SourceTopic {
    /** Many batches, and fewer messages than any store forgets. */
    private static final int LONGEST_DISTANCE = 50_000;

    private final String servers;
    private final String name;

    SourceTopic(String servers, String name) {
        this.servers = servers;
        this.name = name;
    }

    /**
     * Messages whose key is their id, in no order, as most ids are; some of them a second time, so much later that they are not together in one
     * batch.
     */
    long fill(int messages, double duplicates, int bytes) {
        Map<String, Object> config = Map.of("bootstrap.servers", servers, "linger.ms", "20", "batch.size", "65536");
        SplittableRandom random = new SplittableRandom(1);
        int distance = Math.min(LONGEST_DISTANCE, messages / 4);
        Deque<Integer> again = new ArrayDeque<>();
        long sent = 0;
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (int id = 0; id < messages; id++) {
                send(producer, id, bytes);
                sent++;
                if (random.nextDouble() < duplicates) {
                    again.add(id);
                }
                if (!again.isEmpty() && again.peek() + distance <= id) {
                    send(producer, again.remove(), bytes);
                    sent++;
                }
            }
            for (int id : again) {
                send(producer, id, bytes);
                sent++;
            }
        }
        return sent;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits, and the copies are counted
    private void send(KafkaProducer<String, byte[]> producer, int number, int bytes) {
        byte[] value = new byte[bytes];
        new SplittableRandom(number).nextBytes(value);
        producer.send(new ProducerRecord<>(name, id(number), value));
    }

    /** Sixteen hexadecimal digits: no two seeds have the same first number, since SplitMix64 mixes them by a bijection. */
    static String id(int number) {
        return HexFormat.of().toHexDigits(new SplittableRandom(number).nextLong());
    }

    /** How many records a read_committed reader sees of a topic. */
    long countCommitted(String topic) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", servers, "isolation.level", "read_committed", "enable.auto.commit", "false");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long count = 0;
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                count += consumer.poll(Duration.ofMillis(100)).count();
            }
            return count;
        }
    }
}
