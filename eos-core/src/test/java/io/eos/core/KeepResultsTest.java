package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.testkit.SimulatedCrash;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code keep-results=false}: positions alone say what is done, and each message's outputs are published once all the same. */
class KeepResultsTest {
    private final Rig rig = new Rig(HandlerKind.TRANSFORM, 2);

    private Rig.Node node(boolean keep) {
        return rig.node().identity(MessageIdentity.coordinates()).set("keep-results", Boolean.toString(keep));
    }

    private void reject(String key) {
        if (key.equals("id-37")) {
            throw new RejectedMessageException("poison");
        }
    }

    private int results() {
        return rig.memory.admin().list(rig.name, null, null, 1000).entries().size();
    }

    private long watermarks() {
        return rig.memory.admin().shards(rig.name).stream()
                .mapToLong(shard -> shard.checkpoint().watermark())
                .sum();
    }

    /** The steps that are met where nothing is looked up or recorded. */
    static Stream<Step> steps() {
        return Stream.of(Step.values()).filter(step -> step.concerns(HandlerKind.TRANSFORM) && step != Step.RECORDED);
    }

    /** In the middle of the work, where every batch meets the step. */
    private static int moment(Step step) {
        return switch (step) {
            case POLLED, IDENTIFIED, LOOKED_UP, HANDLED, CHECKED -> 4;
            default -> 1;
        };
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aCrashLosesAndDoublesNothing(Step step) throws InterruptedException {
        rig.send(0, 200);
        AtomicInteger times = new AtomicInteger();
        int nth = moment(step);
        try (EosProcessor victim = node(false)
                .set("idle-flush", "200ms")
                .before((message, context) -> reject(message.key()))
                .probe((reached, partition) -> {
                    if (reached == step && times.incrementAndGet() == nth) {
                        throw new SimulatedCrash("after " + step);
                    }
                })
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(victim.failure()).containsInstanceOf(SimulatedCrash.class);
        }
        try (EosProcessor node =
                node(false).before((message, context) -> reject(message.key())).start()) {
            rig.awaitDrained(node);
        }
        List<String> expected = Rig.values(0, 200).stream()
                .filter(value -> !value.equals("v-37"))
                .toList();
        rig.assertEffects(expected);
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("v-37");
        assertThat(results()).isZero();
    }

    /** The group forgot its offsets while nobody ran: the positions in the store are what is left. */
    @Test
    void theStoreKnowsThePositionWithoutTheGroup() {
        rig.send(0, 100);
        try (EosProcessor node = node(false).start()) {
            rig.awaitDrained(node);
        }
        assertThat(watermarks()).isEqualTo(100);
        Groups.delete(rig.name);
        rig.send(100, 120);
        try (EosProcessor node = node(false).start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, 120));
    }

    /** Not only an idle shard tells the store: one that always has work does, each idle-flush. */
    @Test
    void aBusyShardWritesItsPositionToo() {
        rig.send(0, 500);
        Set<Step> reached = ConcurrentHashMap.newKeySet();
        try (EosProcessor node = node(false)
                .set("idle-flush", "1ms")
                .set("commit-interval", "0ms")
                .set("batch-size", "5")
                // So that what is published first makes room for what is fetched last.
                .set("kafka.consumer.max.poll.records", "10")
                .probe((step, partition) -> reached.add(step))
                .start()) {
            rig.awaitDrained(node);
        }
        assertThat(reached).as("a write with a batch").contains(Step.RECORDED);
        rig.assertEffects(Rig.values(0, 500));
    }

    /** A processor that kept results until now published some of them not yet. */
    @Test
    void whatWasRecordedBeforeIsPublishedAsItWas() throws InterruptedException {
        rig.send(0, 40);
        try (EosProcessor victim = node(true)
                .set("commit-interval", "1s")
                .clients(Intercepted.producer(Intercepted::dieBeforeCommit))
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
        }
        int recorded = results();
        assertThat(recorded).isPositive();
        AtomicInteger calls = new AtomicInteger();
        try (EosProcessor node = node(false)
                .before((message, context) -> calls.incrementAndGet())
                .start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, 40));
        assertThat(calls.get()).as("handler calls for the rest").isEqualTo(40 - recorded);
    }

    /** There is no result to be replaced: the dead letter takes the output's place all the same. */
    @Test
    void anOutputThatCanNeverBePublishedBecomesADeadLetter() {
        Kafkas.SERVER.deleteTopic(rig.target);
        Kafkas.SERVER.createTopic(rig.target, 1, Map.of("max.message.bytes", "2000"));
        rig.send(0, 5);
        String large = "v-large".repeat(500);
        Kafkas.send(List.of(new ProducerRecord<>(rig.source, 0, "id-large", large)));
        rig.send(5, 10);
        try (EosProcessor node = node(false).start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, 10));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly(large);
        assertThat(results()).isZero();
    }

    @Test
    void isNotForHandle() {
        Rig.Node other = new Rig(HandlerKind.HANDLE, 1)
                .node()
                .identity(MessageIdentity.coordinates())
                .set("keep-results", "false");
        assertThatThrownBy(other::start)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("eos.keep-results was false but must be true with a handle handler");
    }

    @Test
    void needsCoordinates() {
        var builder = Eos.processor("p")
                .bootstrapServers(Kafkas.servers())
                .topics("t")
                .store(rig.memory)
                .identity(MessageIdentity.header("id"))
                .set("keep-results", "false")
                .deserializers(new StringDeserializer(), new StringDeserializer());
        assertThatThrownBy(() -> builder.transform(
                        new StringSerializer(), new StringSerializer(), (message, context) -> List.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("keep-results was false but must be true with identity header:id");
    }
}
