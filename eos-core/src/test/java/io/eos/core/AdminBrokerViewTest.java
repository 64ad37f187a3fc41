package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eos.servers.KafkaServer;
import io.eos.servers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminBrokerViewTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final KafkaServer kafka = Servers.kafka();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    private final String name = "view-" + UUID.randomUUID();
    private final AdminBrokerView view = new AdminBrokerView(admin, name, TIMEOUT);

    @AfterEach
    void close() {
        admin.close();
    }

    private TopicIds.Topic topic(String topic) {
        return Objects.requireNonNull(view.describe(List.of(topic)).get(topic));
    }

    private KafkaProducer<String, String> producer() {
        var producer = new KafkaProducer<String, String>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", name),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    @Test
    void topicsThatExistAreDescribedAndOthersAreAbsent() {
        kafka.createTopic(name, 3);
        kafka.createTopic(name + "-c", 1, Map.of("cleanup.policy", "compact,delete"));

        var topics = view.describe(List.of(name, name + "-c", name + "-missing", "no topic's name", name));

        assertThat(topics).containsOnlyKeys(name, name + "-c");
        assertThat(topic(name).partitions()).isEqualTo(3);
        assertThat(topic(name).compacted()).isFalse();
        assertThat(topic(name + "-c").compacted()).isTrue();
    }

    @Test
    void aTopicThatIsMadeAgainHasAnotherId() {
        kafka.createTopic(name, 1);
        UUID before = topic(name).id();
        kafka.deleteTopic(name);
        assertThat(view.describe(List.of(name))).isEmpty();
        kafka.createTopic(name, 1);
        assertThat(topic(name).id()).isNotEqualTo(before);
    }

    @Test
    void aGroupThatNeverCommittedHasNoOffsets() {
        kafka.createTopic(name, 1);
        assertThat(view.stable(List.of(new TopicPartition(name, 0)))).isEmpty();
        assertThat(view.stable(List.of())).isEmpty();
    }

    @Test
    void committedOffsetsComeWithEpochAndMetadata() throws Exception {
        kafka.createTopic(name, 2);
        TopicPartition partition = new TopicPartition(name, 0);
        OffsetAndMetadata offset = new OffsetAndMetadata(7, Optional.of(0), "eos:1:x");
        admin.alterConsumerGroupOffsets(name, Map.of(partition, offset)).all().get();

        assertThat(view.stable(List.of(partition, new TopicPartition(name, 1))))
                .containsExactly(Map.entry(partition, offset));
    }

    @Test
    void anOffsetInAnOpenTransactionIsWaitedForAndNeverShownAsItWas() {
        kafka.createTopic(name, 1);
        TopicPartition partition = new TopicPartition(name, 0);
        try (var producer = producer();
                var consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", name),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(5)), consumer.groupMetadata());

            AdminBrokerView impatient = new AdminBrokerView(admin, name, Duration.ofMillis(300));
            assertThatThrownBy(() -> impatient.stable(List.of(partition)))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("open transaction");

            producer.commitTransaction();
            assertThat(view.stable(List.of(partition)).values()).singleElement().returns(5L, OffsetAndMetadata::offset);
        }
    }

    @Test
    void theRangeEndsBeforeAnOpenTransaction() {
        kafka.createTopic(name, 1);
        TopicPartition partition = new TopicPartition(name, 0);
        assertThat(view.range(partition)).isEqualTo(new GroupOffsets.Range(0, 0));
        try (var producer = producer()) {
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>(name, "a"));
            producer.flush();
            assertThat(view.range(partition)).isEqualTo(new GroupOffsets.Range(0, 0));
            producer.commitTransaction();
        }
        // The message and the transaction's marker, which is written a moment after the commit.
        await().untilAsserted(() -> assertThat(view.range(partition)).isEqualTo(new GroupOffsets.Range(0, 2)));
    }

    @Test
    void aBrokerThatDoesNotAnswerIsAnErrorToRetry() throws IOException {
        // Takes connections, and never says a word.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Admin nobody = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort()))) {
            AdminBrokerView lost = new AdminBrokerView(nobody, name, Duration.ofMillis(300));
            TopicPartition partition = new TopicPartition(name, 0);
            assertThatThrownBy(() -> lost.describe(List.of(name))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> lost.stable(List.of(partition))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> lost.range(partition)).isInstanceOf(TimeoutException.class);
        }
    }
}
