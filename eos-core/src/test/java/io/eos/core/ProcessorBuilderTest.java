package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.testkit.InMemoryResultStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes that are made while a processor is described, and the key that a handler is given. */
class ProcessorBuilderTest {
    private static ProcessorBuilder<byte[], byte[]> builder() {
        return Eos.processor("p")
                .bootstrapServers("not-asked:9092")
                .topics("orders")
                .store(new InMemoryResultStore())
                .identity(MessageIdentity.key());
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // on purpose
    static Stream<Consumer<ProcessorBuilder<byte[], byte[]>>> nulls() {
        return Stream.of(
                builder -> builder.handle(null),
                builder -> builder.transact(Object.class, null),
                builder -> builder.transact(null, (message, resource, context) -> {}),
                builder -> builder.transform(new StringSerializer(), new StringSerializer(), null),
                builder -> builder.transform(null, new StringSerializer(), (message, context) -> List.of()),
                builder -> builder.transform(new StringSerializer(), null, (message, context) -> List.of()),
                builder -> builder.deserializers(null, new StringDeserializer()),
                builder -> builder.deserializers(new StringDeserializer(), null),
                builder -> builder.identity(null),
                builder -> builder.set("lease", null));
    }

    /** Each of them would otherwise make a dead letter of every message. */
    @ParameterizedTest
    @MethodSource("nulls")
    void nullIsRefusedAtOnce(Consumer<ProcessorBuilder<byte[], byte[]>> mistake) {
        assertThatNullPointerException().isThrownBy(() -> mistake.accept(builder()));
    }

    @ParameterizedTest
    @CsvSource({"topics, orders", "topic-pattern, ord.*"})
    void aCopyIntoWhatIsReadIsRefused(String key, String value) {
        ProcessorBuilder<byte[], byte[]> copying = Eos.processor("p")
                .bootstrapServers("not-asked:9092")
                .store(new InMemoryResultStore())
                .identity(MessageIdentity.key())
                .set(key, value);
        assertThatThrownBy(() -> copying.copyTo("orders"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("'orders'");
        assertThat(copying.copyTo("copies").settings().processor()).isEqualTo("p");
    }

    @Test
    void whatKafkasClientDoesNotLikeIsAProblemOfTheConfiguration() {
        ProcessorDefinition noPort = builder().bootstrapServers("localhost").handle((message, context) -> {});
        assertThatThrownBy(noPort::start)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("bootstrap.servers")
                .hasMessageContaining("localhost");
    }

    /** In SHARD scope the same id in two partitions is two messages: a resource that applies each key once must do both. */
    @ParameterizedTest
    @CsvSource({"shard, 2", "processor, 1"})
    void aKeyIsOneMessages(String scope, int keys) {
        List<String> seen = new ArrayList<>();
        HandlerHarness harness = HandlerHarness.of(
                builder().set("scope", scope).handle((message, context) -> seen.add(context.idempotencyKey())),
                new InMemoryResultStore());
        for (int partition : new int[] {0, 1, 0}) {
            harness.deliver(new ProducerRecord<>("orders", partition, new byte[] {'k'}, new byte[] {'v'}));
        }
        assertThat(seen).hasSize(keys).doesNotHaveDuplicates().allMatch(key -> key.startsWith("p:"));
    }
}
