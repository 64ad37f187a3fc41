package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.core.HandlerHarness.Delivery;
import io.eos.core.HandlerHarness.Fate;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A handler is unit-tested without a broker, through the code that runs in production. */
class HandlerHarnessTest {
    private final InMemoryResultStore store = new InMemoryResultStore();

    private ProcessorBuilder<String, String> processor() {
        return Eos.processor("unit")
                .bootstrapServers("never-asked:9092")
                .topics("payments")
                .store(store)
                .identity(MessageIdentity.key())
                .set("handler-retries", "2")
                .deserializers(new StringDeserializer(), new StringDeserializer());
    }

    @Test
    void transformReturnsWhatWouldBePublishedOnce() {
        var harness = HandlerHarness.of(
                processor()
                        .transform(
                                new StringSerializer(),
                                new StringSerializer(),
                                (message, context) -> List.of(new ProducerRecord<>("out", "to " + message.value()))),
                store);
        Delivery first = harness.deliver("payments", "id-1", "alice");
        assertThat(first.fate()).isEqualTo(Fate.PROCESSED);
        assertThat(first.published())
                .singleElement()
                .satisfies(record -> assertThat(record.value())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("to alice"));
        Delivery again = harness.deliver("payments", "id-1", "alice");
        assertThat(again.fate()).isEqualTo(Fate.DUPLICATE);
        assertThat(again.published()).isEmpty();
        assertThat(again.calls()).isZero();
    }

    @Test
    void transactAppliesEffectsWithTheResult() {
        var harness = HandlerHarness.of(
                processor()
                        .transact(
                                InMemoryEffects.class, (message, effects, context) -> effects.append(message.value())),
                store);
        harness.deliver("payments", "id-1", "alice");
        harness.deliver("payments", "id-1", "alice");
        assertThat(store.ledger()).containsExactly("alice");
    }

    @Test
    void aHandlerThatFailsIsCalledAgainAndThenTheMessageIsADeadLetter() {
        List<Integer> attempts = new ArrayList<>();
        var harness = HandlerHarness.of(
                processor().handle((message, context) -> {
                    attempts.add(context.attempt());
                    throw new IllegalStateException("no");
                }),
                store);
        Delivery delivery = harness.deliver("payments", "id-1", "alice");
        assertThat(delivery.fate()).isEqualTo(Fate.DEAD_LETTER);
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(delivery.published())
                .singleElement()
                .satisfies(record -> assertThat(record.topic()).isEqualTo("unit.dead-letters"));
    }

    @Test
    void theSameIdWithAnotherPayloadIsADeadLetter() {
        var harness = HandlerHarness.of(processor().handle((message, context) -> {}), store);
        assertThat(harness.deliver("payments", "id-1", "alice").fate()).isEqualTo(Fate.PROCESSED);
        assertThat(harness.deliver("payments", "id-1", "bob").fate()).isEqualTo(Fate.DEAD_LETTER);
        assertThat(harness.deliver("payments", "id-1", "alice").fate()).isEqualTo(Fate.DUPLICATE);
    }

    /** It became a dead letter, as if the handler had failed. */
    @Test
    void aStoreWithoutTheHandlersTransactionsIsRefusedAsInProduction() {
        var definition = processor().transact(Connection.class, (message, connection, context) -> {});
        assertThatThrownBy(() -> HandlerHarness.of(definition, store))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("needs a store with transactions of java.sql.Connection")
                .hasMessageContaining("offers io.eos.testkit.InMemoryEffects");
    }

    @Test
    void keyAndValueCanBeAbsent() {
        List<String> values = new ArrayList<>();
        var harness = HandlerHarness.of(
                processor()
                        .identity(MessageIdentity.coordinates())
                        .set("scope", "shard")
                        .handle((message, context) -> values.add(message.key() + "=" + message.value())),
                store);
        assertThat(harness.deliver("payments", null, "alice").fate()).isEqualTo(Fate.PROCESSED);
        assertThat(harness.deliver("payments", "id-1", null).fate()).isEqualTo(Fate.PROCESSED);
        assertThat(harness.deliver("payments", (byte[]) null, null).fate()).isEqualTo(Fate.PROCESSED);
        assertThat(values).containsExactly("null=alice", "id-1=null", "null=null");
    }

    @Test
    void aDeadLetterSaysWhatTheHandlerThrew() {
        var harness = HandlerHarness.of(
                processor().handle((message, context) -> {
                    if (message.value().equals("bad") || context.attempt() == 1) {
                        throw new IllegalStateException("attempt " + context.attempt());
                    }
                }),
                store);
        assertThat(harness.deliver("payments", "id-1", "bad").failure())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("attempt 3"));
        Delivery good = harness.deliver("payments", "id-2", "good");
        assertThat(good.fate()).isEqualTo(Fate.PROCESSED);
        assertThat(good.failure()).isEmpty();
        assertThat(harness.deliver("payments", "id-2", "another").failure()).isEmpty();
    }
}
