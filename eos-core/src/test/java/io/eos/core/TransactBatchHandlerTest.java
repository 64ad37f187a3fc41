package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.testkit.InMemoryEffects;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All messages of a transaction are handled by one call, and yet one that fails undoes no other. */
class TransactBatchHandlerTest {
    private final Rig rig = new Rig(HandlerKind.TRANSACT, 2);
    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

    private EosProcessor start(boolean keepResults, TransactBatchHandler<String, String, InMemoryEffects> handler) {
        return Eos.processor(rig.name)
                .bootstrapServers(Kafkas.servers())
                .topics(rig.source)
                .store(rig.memory)
                .identity(MessageIdentity.coordinates())
                .set("keep-results", Boolean.toString(keepResults))
                .set("dead-letter-topic", rig.deadLetters)
                .set("batch-size", "20")
                .set("retry-backoff", "10ms")
                .set("kafka.producer.transaction.timeout.ms", "3000")
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transactBatch(InMemoryEffects.class, handler)
                .start();
    }

    private void append(List<ConsumerRecord<String, String>> messages, InMemoryEffects effects) {
        sizes.add(messages.size());
        messages.forEach(message -> effects.append(message.value()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneCallMakesManyEffects(boolean keepResults) {
        rig.send(0, 100);
        try (EosProcessor node = start(keepResults, this::append)) {
            rig.awaitDrained(node);
            assertThat(node.counts().processed()).isEqualTo(100);
        }
        rig.assertEffects(Rig.values(0, 100));
        assertThat(sizes).as("sizes of transactions").anyMatch(size -> size > 1).allMatch(size -> size <= 20);
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatFailsUndoesNoOther(boolean keepResults) {
        rig.send(0, 100);
        try (EosProcessor node = start(keepResults, (messages, effects) -> {
            append(messages, effects);
            if (messages.stream().anyMatch(message -> message.key().equals("id-37"))) {
                throw new IllegalStateException("poison");
            }
        })) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, 100).stream()
                .filter(value -> !value.equals("v-37"))
                .toList());
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("v-37");
    }
}
