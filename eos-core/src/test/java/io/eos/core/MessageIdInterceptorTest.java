package io.eos.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eos.api.InvalidConfigurationException;
import io.eos.servers.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageIdInterceptorTest {
    private static <K, V> MessageIdInterceptor<K, V> configured(String... settings) {
        MessageIdInterceptor<K, V> interceptor = new MessageIdInterceptor<>();
        interceptor.configure(config(settings));
        return interceptor;
    }

    private static Map<String, String> config(String... settings) {
        Map<String, String> config = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            config.put(settings[i], settings[i + 1]);
        }
        return config;
    }

    private static @Nullable String id(ProducerRecord<?, ?> message, String header) {
        var found = message.headers().lastHeader(header);
        return found == null ? null : new String(found.value(), UTF_8);
    }

    @Test
    void byDefaultEachMessageGetsAUuidOfVersion7() {
        MessageIdInterceptor<String, String> interceptor = configured();
        var first = interceptor.onSend(new ProducerRecord<>("t", "v"));
        var second = interceptor.onSend(new ProducerRecord<>("t", "v"));
        String id = Objects.requireNonNull(id(first, "message-id"));
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(id(second, "message-id")).isGreaterThan(id);
    }

    @Test
    void theSameRecordSentAgainKeepsItsId() {
        MessageIdInterceptor<String, String> interceptor = configured();
        ProducerRecord<String, String> message = new ProducerRecord<>("t", "v");
        String first = id(interceptor.onSend(message), "message-id");
        String second = id(interceptor.onSend(message), "message-id");
        assertThat(second).isNotNull().isEqualTo(first);
        assertThat(message.headers().headers("message-id")).hasSize(1);
    }

    @Test
    void anIdThatTheApplicationSetIsKeptWhateverItIs() {
        MessageIdInterceptor<String, String> interceptor = configured("eos.message-id.header", "pid");
        ProducerRecord<String, String> message = new ProducerRecord<>("t", "v");
        message.headers().add("pid", new byte[0]);
        assertThat(id(interceptor.onSend(message), "pid")).isEmpty();
    }

    @Test
    void anIdComesFromAField() {
        MessageIdInterceptor<String, String> json = configured("eos.message-id.from", "json:/order/id");
        assertThat(id(json.onSend(new ProducerRecord<>("t", "{\"order\":{\"id\":7}}")), "message-id"))
                .isEqualTo("7");

        MessageIdInterceptor<Object, byte[]> key = configured("eos.message-id.from", "key");
        assertThat(id(key.onSend(new ProducerRecord<>("t", "k", new byte[0])), "message-id"))
                .isEqualTo("k");
        assertThat(id(key.onSend(new ProducerRecord<>("t", 42L, new byte[0])), "message-id"))
                .isEqualTo("42");

        MessageIdInterceptor<String, String> other = configured("eos.message-id.from", "header:trace");
        ProducerRecord<String, String> message = new ProducerRecord<>("t", "v");
        message.headers().add("trace", "abc".getBytes(UTF_8));
        assertThat(id(other.onSend(message), "message-id")).isEqualTo("abc");
    }

    @Test
    void aMessageWithoutTheFieldGoesOutWithoutAnIdAndNothingIsThrown() {
        MessageIdInterceptor<Object, String> json = configured("eos.message-id.from", "json:/id");
        for (String value :
                new @Nullable String[] {"no json", "{}", "{\"id\":null}", "{\"id\":\"" + "x".repeat(600) + "\"}", null
                }) {
            assertThat(id(json.onSend(new ProducerRecord<>("t", value)), "message-id"))
                    .isNull();
        }
        MessageIdInterceptor<Object, String> key = configured("eos.message-id.from", "key");
        assertThat(id(key.onSend(new ProducerRecord<>("t", null, "v")), "message-id"))
                .isNull();
        assertThat(id(key.onSend(new ProducerRecord<>("t", List.of("object"), "v")), "message-id"))
                .isNull();
        assertThatCode(() -> key.onAcknowledgement(null, new IllegalStateException()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "enable.idempotence, false, writes messages twice",
        "acks, 1, must be all",
        "acks, 0, must be all",
        "retries, 0, must be greater than 0",
        "max.in.flight.requests.per.connection, 6, must be from 1 to 5",
        "max.in.flight.requests.per.connection, many, must be from 1 to 5",
        "eos.message-id.from, nonsense, 'must be key, json:/POINTER or header:NAME'",
        "eos.message-id.from, json:x, 'must be key, json:/POINTER'",
        "eos.message-id.from, header:message-id, with another name than message-id",
        "eos.message-id.form, key, 'known are: eos.message-id.from, eos.message-id.header'",
    })
    void whatCannotWorkIsRefusedWhenTheProducerIsMade(String key, String value, String message) {
        assertThatThrownBy(() -> configured(key, value))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(key + (key.endsWith("form") ? "" : " was"))
                .hasMessageContaining(message);
    }

    @Test
    void allProblemsComeAtOnce() {
        assertThatThrownBy(() -> configured("acks", "1", "retries", "0", "eos.message-id.from", "x"))
                .hasMessageContaining("3 problems");
    }

    @Test
    void whatIsGoodPasses() {
        assertThatCode(() -> {
                    ProducerChecks.requireIdempotent(Map.of());
                    ProducerChecks.requireIdempotent(Map.of("acks", "-1", "retries", 5, "enable.idempotence", true));
                    ProducerChecks.requireIdempotent(
                            Map.of("acks", "ALL", "max.in.flight.requests.per.connection", "5"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void kafkasProducerCarriesTheIdToTheReader() throws Exception {
        String topic = "interceptor-" + UUID.randomUUID();
        Servers.kafka().createTopic(topic, 1);
        Map<String, Object> config = Map.of(
                "bootstrap.servers", Servers.kafka().bootstrapServers(),
                "interceptor.classes", MessageIdInterceptor.class.getName());
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, "v");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(message).get();
            // The record's headers are closed by now; sent again it must go through, with its id.
            producer.send(message).get();
        }
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            List<String> ids = new ArrayList<>();
            await().until(() -> {
                for (ConsumerRecord<String, String> read : consumer.poll(Duration.ofMillis(100))) {
                    ids.add(new String(read.headers().lastHeader("message-id").value(), UTF_8));
                }
                return ids.size() >= 2;
            });
            assertThat(ids).hasSize(2).containsOnly(id(message, "message-id"));
        }
        assertThatThrownBy(() -> new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                Servers.kafka().bootstrapServers(),
                                "acks",
                                "1",
                                "interceptor.classes",
                                MessageIdInterceptor.class.getName()),
                        new StringSerializer(),
                        new StringSerializer()))
                .hasRootCauseInstanceOf(InvalidConfigurationException.class);
    }
}
