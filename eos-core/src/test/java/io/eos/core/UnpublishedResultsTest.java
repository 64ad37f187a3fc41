package io.eos.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.SimulatedCrash;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What is recorded and not published yet survives a crash, a replacement, an expired source and a topic that shrank. */
class UnpublishedResultsTest {
    /** The pending list that ReplaceTask writes is older than the one of the batch that ran meanwhile. */
    @Test
    void aReplacementDoesNotForgetADeadLetterThatWasRecordedMeanwhile() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSACT, 1);
        Kafkas.SERVER.deleteTopic(rig.deadLetters);
        Kafkas.SERVER.createTopic(rig.deadLetters, 1, Map.of("max.message.bytes", "2000"));
        String large = "v-large".repeat(500);
        rig.send(0, 7);
        Kafkas.send(List.of(new ProducerRecord<>(rig.source, 0, "id-7", large)));
        rig.send(8, 40);
        AtomicInteger begun = new AtomicInteger();
        Intercepted.Around around = (method, call) -> {
            if (method.equals("beginTransaction") && begun.incrementAndGet() == 2) {
                throw new SimulatedCrash("before the second transaction");
            }
            return call.proceed();
        };
        try (Logs logs = new Logs();
                EosProcessor victim = rig.node()
                        .clients(Intercepted.producer(around))
                        .before((message, context) -> {
                            if (message.key().equals("id-25")) {
                                // The poll thread gets to know of the unpublishable one while this batch runs.
                                Rig.until(() -> logs.lines().stream()
                                        .anyMatch(line -> line.contains("can never be published")));
                            }
                            reject(message.key());
                        })
                        .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(victim.failure()).containsInstanceOf(SimulatedCrash.class);
        }
        try (EosProcessor node =
                rig.node().before((message, context) -> reject(message.key())).start()) {
            rig.awaitDrained(node);
        }
        assertThat(Kafkas.readAll(rig.deadLetters).stream().map(letter -> letter.value()))
                .containsExactlyInAnyOrder(null, "v-27");
    }

    /** Its successor has the dead letter only, made longer with each attempt what was too long, and in the end could not even store it. */
    @Test
    void aDeadLetterThatADeadNodeLeftAndThatIsTooLargeIsPublishedWithoutItsMessage() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSACT, 1);
        Kafkas.SERVER.deleteTopic(rig.deadLetters);
        Kafkas.SERVER.createTopic(rig.deadLetters, 1, Map.of("max.message.bytes", "2000"));
        ProducerRecord<String, String> large = new ProducerRecord<>(rig.source, 0, "id-7", "v-7");
        large.headers().add("large", new byte[3000]);
        Kafkas.send(List.of(large));
        rig.send(8, 20);
        AtomicInteger begun = new AtomicInteger();
        Intercepted.Around around = (method, call) -> {
            if (method.equals("beginTransaction") && begun.incrementAndGet() == 1) {
                throw new SimulatedCrash("before the dead letter is published");
            }
            return call.proceed();
        };
        try (EosProcessor victim = rig.node()
                .clients(Intercepted.producer(around))
                .before((message, context) -> reject(message.key()))
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(victim.failure()).containsInstanceOf(SimulatedCrash.class);
        }
        try (EosProcessor node =
                rig.node().before((message, context) -> reject(message.key())).start()) {
            rig.awaitDrained(node);
        }
        assertThat(Kafkas.readAll(rig.deadLetters))
                .singleElement()
                .satisfies(letter -> assertThat(letter.headers().lastHeader(DeadLetterHeaders.OMITTED))
                        .isNotNull()
                        .satisfies(omitted -> assertThat(omitted.value()).isEqualTo("3012".getBytes(UTF_8))));
    }

    private static void reject(String key) {
        if (key.equals("id-7") || key.equals("id-27")) {
            throw new RejectedMessageException("poison");
        }
    }

    /** The source expired; the first successor crashes right after it wrote its start. */
    @Test
    void anOutputWhoseSourceExpiredIsPublishedAlsoWhenTheSuccessorCrashes() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        int recorded = rig.recordThenExpire(40);
        try (EosProcessor victim = rig.node()
                .probe((step, partition) -> {
                    if (step == Step.START_RECORDED) {
                        throw new SimulatedCrash("after START_RECORDED");
                    }
                })
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
        }
        try (EosProcessor node = rig.node().start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, recorded));
    }

    /** The output's topic is recreated with fewer partitions between record and publication. */
    @Test
    void anOutputWhosePartitionIsGoneBecomesADeadLetter() {
        InMemoryResultStore store = new InMemoryResultStore();
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        rig.send(0, 2);
        AtomicInteger deleted = new AtomicInteger();
        var definition = Eos.processor(rig.name)
                .bootstrapServers(Kafkas.servers())
                .topics(rig.source)
                .store(store)
                .identity(MessageIdentity.key())
                .set("dead-letter-topic", rig.deadLetters)
                .set("kafka.producer.max.block.ms", "2000")
                .set("kafka.producer.transaction.timeout.ms", "3000")
                .probe((step, partition) -> {
                    if (step == Step.RECORDED && deleted.getAndIncrement() == 0) {
                        Kafkas.SERVER.deleteTopic(rig.target);
                        Kafkas.SERVER.createTopic(rig.target, 1);
                    }
                })
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transform(
                        new StringSerializer(),
                        new StringSerializer(),
                        (message, context) ->
                                List.of(new ProducerRecord<>(rig.target, 1, message.key(), message.value())));
        try (EosProcessor node = definition.start()) {
            rig.awaitDrained(node);
        }
        assertThat(Kafkas.values(rig.deadLetters)).containsExactlyInAnyOrderElementsOf(Rig.values(0, 2));
    }
}
