package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Each kind of handler, from a real topic to its effect, with duplicates in the same partition and in others. */
class LoopSmokeTest {
    private static final int IDS = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InMemoryResultStore store = new InMemoryResultStore();
    private final String source = Kafkas.topic("source", 4);
    private final List<String> expected =
            IntStream.range(0, IDS).mapToObj(id -> "v-" + id).toList();

    private ProcessorBuilder<String, String> processor() {
        var first = Kafkas.messages(source, 4, 0, IDS);
        Kafkas.send(first);
        Kafkas.send(first.subList(0, IDS / 2));
        Kafkas.send(first.stream()
                .limit(IDS / 4)
                .map(r -> new ProducerRecord<>(source, (r.partition() + 1) % 4, r.key(), r.value()))
                .toList());
        return Eos.processor(Kafkas.name("p"))
                .bootstrapServers(Kafkas.servers())
                .topics(source)
                .store(store)
                .identity(MessageIdentity.key())
                .deserializers(new StringDeserializer(), new StringDeserializer());
    }

    @Test
    void transform() {
        String target = Kafkas.topic("target", 2);
        var definition = processor()
                .transform(
                        new StringSerializer(),
                        new StringSerializer(),
                        (message, context) -> List.of(new ProducerRecord<>(target, message.key(), message.value())));
        try (EosProcessor running = definition.start()) {
            await().atMost(PATIENCE).until(running::caughtUp);
        }
        assertThat(Kafkas.values(target)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void transact() {
        var definition = processor()
                .transact(InMemoryEffects.class, (message, effects, context) -> effects.append(message.value()));
        try (EosProcessor running = definition.start()) {
            await().atMost(PATIENCE).until(running::caughtUp);
            assertThat(running.counts().processed()).isEqualTo(IDS);
            assertThat(running.counts().skipped()).isEqualTo(IDS / 2 + IDS / 4);
        }
        assertThat(store.ledger()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void handle() {
        var effects = new ConcurrentLinkedQueue<String>();
        var definition = processor().handle((message, context) -> effects.add(message.value()));
        try (EosProcessor running = definition.start()) {
            await().atMost(PATIENCE).until(running::caughtUp);
        }
        assertThat(effects).containsExactlyInAnyOrderElementsOf(expected);
    }
}
