package io.eos.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eos.testkit.InMemoryResultStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be processed becomes a dead letter that says why, and nothing else stops. */
class BadInputTest {
    @ParameterizedTest
    @EnumSource
    void jsonWithoutAnId(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        List<String> bad =
                List.of("{", "[]", "", "{\"order\":{}}", "{\"order\":{\"id\":null}}", "{\"order\":{\"id\":[1]}}");
        List<ProducerRecord<String, String>> records = new ArrayList<>();
        bad.forEach(value -> records.add(new ProducerRecord<>(rig.source, 0, "k", value)));
        records.add(new ProducerRecord<>(rig.source, 0, "k", null));
        records.add(new ProducerRecord<>(rig.source, 0, "k", "{\"order\":{\"id\":\"" + "i".repeat(600) + "\"}}"));
        String good = "{\"order\":{\"id\":7}}";
        records.add(new ProducerRecord<>(rig.source, 0, "k", good));
        Kafkas.send(records);
        try (EosProcessor node =
                rig.node().identity(MessageIdentity.jsonPointer("/order/id")).start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(List.of(good));
        assertThat(Kafkas.deadLetterReasons(rig.deadLetters)).hasSize(8).containsOnly("no-id");
        assertThat(Kafkas.readAll(rig.deadLetters))
                .allSatisfy(letter -> assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE))
                        .isNotBlank());
        assertThat(Kafkas.readAll(rig.deadLetters))
                .last()
                .satisfies(letter -> assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE))
                        .contains("512"));
    }

    @Test
    void anOutputToATopicThatDoesNotExist() {
        InMemoryResultStore store = new InMemoryResultStore();
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        rig.send(0, 10);
        String missing = Kafkas.name("missing");
        var definition = Eos.processor(rig.name)
                .bootstrapServers(Kafkas.servers())
                .topics(rig.source)
                .store(store)
                .identity(MessageIdentity.key())
                .set("dead-letter-topic", rig.deadLetters)
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transform(
                        new StringSerializer(),
                        new StringSerializer(),
                        (message, context) -> List.of(new ProducerRecord<>(
                                message.key().equals("id-3") ? missing : rig.target, message.key(), message.value())));
        try (EosProcessor node = definition.start()) {
            rig.awaitDrained(node);
        }
        List<String> expected = new ArrayList<>(Rig.values(0, 10));
        expected.remove("v-3");
        rig.assertEffects(expected);
        assertThat(Kafkas.readAll(rig.deadLetters))
                .singleElement()
                .satisfies(letter -> assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE))
                        .contains(missing)
                        .contains("does not exist"));
    }

    @ParameterizedTest
    @EnumSource
    void aResultThatIsLargerThanTheStoreTakes(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, 10);
        try (EosProcessor node = rig.node()
                .before((message, context) -> {
                    if (message.key().equals("id-3")) {
                        context.resultPayload(new byte[InMemoryResultStore.MAX_RESULT_BYTES]);
                    }
                })
                .start()) {
            rig.awaitDrained(node);
        }
        List<String> expected = new ArrayList<>(Rig.values(0, 10));
        if (kind != HandlerKind.HANDLE) {
            // There the effect was done when the result was seen to be too large.
            expected.remove("v-3");
        }
        rig.assertEffects(expected);
        assertThat(Kafkas.readAll(rig.deadLetters)).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo("v-3");
            assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE))
                    .contains("larger than the store takes")
                    .contains(Integer.toString(InMemoryResultStore.MAX_RESULT_BYTES));
        });
    }

    private static String header(ConsumerRecord<String, String> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
