package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.ForkedKafkaServer;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The broker is killed under a running processor and comes back: the processor goes on by itself, with one effect per message. */
class BrokerOutageTest {
    private static final int IDS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ForkedKafkaServer BROKER = ForkedKafkaServer.open();

    private final InMemoryResultStore store = new InMemoryResultStore();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final String name = Kafkas.name("p");

    @AfterAll
    static void close() {
        BROKER.close();
    }

    @ParameterizedTest
    @EnumSource
    void isRiddenOut(HandlerKind kind) {
        for (String topic : List.of("source", "target", "dead")) {
            BROKER.createTopic(name + "-" + topic, 2);
        }
        List<ProducerRecord<String, String>> messages = Kafkas.messages(name + "-source", 2, 0, IDS);
        Kafkas.send(BROKER.bootstrapServers(), messages.subList(0, IDS / 2));
        try (EosProcessor node = define(kind).start()) {
            await().atMost(PATIENCE).until(() -> node.counts().processed() >= IDS / 4);
            BROKER.kill();
            BROKER.start();
            Kafkas.send(BROKER.bootstrapServers(), messages.subList(IDS / 2, IDS));
            await().atMost(PATIENCE)
                    .failFast(() -> node.failure().isPresent())
                    .until(() -> node.caughtUp()
                            && node.counts().processed() + node.counts().deadLettered() >= IDS);
        }
        List<String> expected = new ArrayList<>(
                IntStream.range(0, IDS).mapToObj(id -> "v-" + id).toList());
        expected.remove("v-40");
        List<String> effects = switch (kind) {
            case TRANSFORM -> Kafkas.values(BROKER.bootstrapServers(), name + "-target");
            case TRANSACT -> store.ledger();
            case HANDLE -> calls;
        };
        assertThat(effects).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Kafkas.values(BROKER.bootstrapServers(), name + "-dead")).containsExactly("v-40");
    }

    private ProcessorDefinition define(HandlerKind kind) {
        var builder = Eos.processor(name)
                .bootstrapServers(BROKER.bootstrapServers())
                .topics(name + "-source")
                .store(store)
                .identity(MessageIdentity.key())
                .set("dead-letter-topic", name + "-dead")
                .set("batch-size", "10")
                .deserializers(new StringDeserializer(), new StringDeserializer());
        return switch (kind) {
            case TRANSFORM ->
                builder.transform(new StringSerializer(), new StringSerializer(), (message, context) -> {
                    reject(message.key());
                    return List.of(new ProducerRecord<>(name + "-target", message.key(), message.value()));
                });
            case TRANSACT ->
                builder.transact(InMemoryEffects.class, (message, effects, context) -> {
                    reject(message.key());
                    effects.append(message.value());
                });
            case HANDLE ->
                builder.handle((message, context) -> {
                    reject(message.key());
                    calls.add(message.value());
                });
        };
    }

    private static void reject(String key) {
        if (key.equals("id-40")) {
            throw new RejectedMessageException("poison");
        }
    }
}
