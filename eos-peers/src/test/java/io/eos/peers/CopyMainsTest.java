package io.eos.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.servers.ForkedJvm;
import io.eos.servers.KafkaServer;
import io.eos.servers.Servers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peers' copies, small: what they take here means nothing, what they copy does. */
class CopyMainsTest {
    private static final int MESSAGES = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final KafkaServer kafka = Servers.kafka();
    private final String source = "source-" + UUID.randomUUID();
    private final String target = "target-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(classes = {KafkaStreamsCopyMain.class, SpringKafkaCopyMain.class})
    void copyIsWholeAndKeepsDuplicates(Class<?> main) throws Exception {
        fill();

        assertThat(run(main, "")).isEqualTo(2 * MESSAGES);

        assertThat(read())
                .hasSize(MESSAGES)
                .allSatisfy((key, count) -> assertThat(count).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "h2", "postgresql", "redis"})
    void camelGoesThroughAll(String store) throws Exception {
        fill();

        // Another JVM cannot see a database in the memory of this one.
        String address = store.equals("h2")
                ? "jdbc:h2:file:" + directory.resolve("h2") + ";WRITE_DELAY=0"
                : ServersOfTests.address(store);
        assertThat(run(CamelCopyMain.class, address)).isEqualTo(2 * MESSAGES);
    }

    @Test
    void nothingIsMeasuredWithoutItsArguments() {
        try (ForkedJvm jvm = ForkedJvm.of(KafkaStreamsCopyMain.class).start()) {
            assertThat(jvm.awaitExit(PATIENCE)).isEqualTo(1);
        }
    }

    private void fill() {
        kafka.createTopic(source, 2);
        kafka.createTopic(target, 2);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < 2 * MESSAGES; i++) {
                var unused = producer.send(new ProducerRecord<>(source, "id-" + i % MESSAGES, "value"));
            }
        }
    }

    /** How many records it went through. */
    private long run(Class<?> main, String store) throws Exception {
        Path report = directory.resolve("report");
        try (ForkedJvm jvm = ForkedJvm.of(main)
                .args(
                        kafka.bootstrapServers(),
                        source,
                        target,
                        store,
                        "key",
                        report.toString(),
                        "t" + UUID.randomUUID(),
                        "processor",
                        "TRANSFORM",
                        Integer.toString(2 * MESSAGES))
                .heap("256m")
                .start()) {
            assertThat(jvm.awaitExit(PATIENCE)).as(jvm.outputTail()).isZero();
        }
        List<String> lines = Files.readAllLines(report, StandardCharsets.UTF_8);
        assertThat(Long.parseLong(lines.get(0))).isPositive();
        long all = Long.parseLong(lines.get(3));
        assertThat(Long.parseLong(lines.get(2)))
                .as("the first ones do not count")
                .isLessThan(all);
        return all;
    }

    private Map<String, Integer> read() {
        Map<String, Integer> counts = new TreeMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(target).forEach(one -> partitions.add(new TopicPartition(target, one.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> counts.merge(each.key(), 1, Integer::sum));
            }
        }
        return counts;
    }
}
