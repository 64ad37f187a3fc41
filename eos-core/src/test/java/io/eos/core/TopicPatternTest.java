package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** A processor whose topics are given by a pattern: those that are there, and those that come later. */
class TopicPatternTest {
    private static final int IDS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InMemoryResultStore store = new InMemoryResultStore();
    private final String prefix = Kafkas.name("pattern");
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    private ProcessorBuilder<String, String> processor() {
        return Eos.processor(Kafkas.name("p"))
                .bootstrapServers(Kafkas.servers())
                .set("topic-pattern", prefix + "\\..*")
                .set("kafka.consumer.metadata.max.age.ms", "500")
                .store(store)
                .identity(MessageIdentity.key())
                .deserializers(new StringDeserializer(), new StringDeserializer());
    }

    private void topic(String suffix, int first, int last) {
        Kafkas.SERVER.createTopic(prefix + suffix, 2);
        Kafkas.send(Kafkas.messages(prefix + suffix, 2, first, last));
    }

    private static List<String> values(int last) {
        return IntStream.range(0, last).mapToObj(id -> "v-" + id).toList();
    }

    @Test
    void caughtUpWaitsForAllTopicsThatMatch() {
        topic(".one", 0, IDS);
        topic(".two", IDS, 2 * IDS);
        topic("-other", 2 * IDS, 3 * IDS);
        var definition = processor().transact(InMemoryEffects.class, (message, effects, context) -> {
            mayGoOn.await();
            effects.append(message.value());
        });
        try (EosProcessor running = definition.start()) {
            assertThat(running.caughtUp()).isFalse();
            mayGoOn.countDown();
            await().atMost(PATIENCE).until(running::caughtUp);
            assertThat(store.ledger()).containsExactlyInAnyOrderElementsOf(values(2 * IDS));
        }
    }

    @Test
    void aTopicThatComesLaterIsProcessedOnce() {
        topic(".one", 0, IDS);
        var definition = processor()
                .transact(InMemoryEffects.class, (message, effects, context) -> effects.append(message.value()));
        try (EosProcessor running = definition.start()) {
            await().atMost(PATIENCE).until(running::caughtUp);
            topic(".later", IDS / 2, 2 * IDS);
            await().atMost(PATIENCE).until(() -> running.counts().processed() == 2 * IDS);
            await().atMost(PATIENCE).until(() -> running.counts().skipped() == IDS / 2);
        }
        assertThat(store.ledger()).containsExactlyInAnyOrderElementsOf(values(2 * IDS));
    }

    @Test
    void aTopicThatComesLaterAndCannotHoldTheGuaranteeIsToldOnceAndProcessed() {
        topic(".one", 0, IDS);
        var definition = processor()
                .transact(InMemoryEffects.class, (message, effects, context) -> effects.append(message.value()));
        String later = prefix + ".later";
        try (Logs logs = new Logs();
                EosProcessor running = definition.start()) {
            await().atMost(PATIENCE).until(running::caughtUp);
            Kafkas.SERVER.createTopic(later, 2, Map.of("retention.ms", "5184000000"));
            Kafkas.send(Kafkas.messages(later, 2, IDS, 2 * IDS));
            await().atMost(PATIENCE).until(() -> running.counts().processed() == 2 * IDS);
            assertThat(logs.lines())
                    .filteredOn(line -> line.contains("eos.retention"))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith(
                                    "WARN processor " + definition.settings().processor() + ": topic " + later + ",")
                            .contains("eos.retention was 30d but topic '" + later + "' keeps messages for 60d")
                            .contains("Set eos.retention to 60d or more, or lower the topic's retention.ms"));
        }
    }
}
