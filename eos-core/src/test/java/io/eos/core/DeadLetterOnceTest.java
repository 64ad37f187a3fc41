package io.eos.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eos.spi.StoreTraits;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.SimulatedCrash;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A dead letter is there exactly once, whatever made it one, and though the node crashes right before or right after its publication. */
class DeadLetterOnceTest {
    private static final int IDS = 40;
    /** More than {@link #limited} takes, and less than a record may have. */
    private static final String LARGE = "x".repeat(30_000);

    private static final Deserializer<String> VALUES = (topic, bytes) -> {
        String value = new String(bytes, UTF_8);
        if (value.equals("undecodable")) {
            throw new SerializationException("not one of ours");
        }
        return value;
    };

    /** What is wrong with the message. */
    enum Bad {
        NO_ID,
        UNDECODABLE,
        UNDECODABLE_WITHOUT_ID,
        REJECTED,
        TOO_LARGE_TO_BE_STORED,
        MISMATCH;

        String reason() {
            return switch (this) {
                case NO_ID -> "no-id";
                case UNDECODABLE, UNDECODABLE_WITHOUT_ID -> "undecodable";
                case REJECTED, TOO_LARGE_TO_BE_STORED -> "rejected";
                case MISMATCH -> "mismatch";
            };
        }

        MessageIdentity identity() {
            return this == UNDECODABLE_WITHOUT_ID
                    ? MessageIdentity.<String, String>of(message -> message.key())
                    : MessageIdentity.key();
        }

        ProducerRecord<String, String> message(String topic) {
            return switch (this) {
                case NO_ID -> new ProducerRecord<>(topic, 0, null, "bad");
                case UNDECODABLE, UNDECODABLE_WITHOUT_ID -> new ProducerRecord<>(topic, 0, "id-bad", "undecodable");
                case REJECTED -> new ProducerRecord<>(topic, 0, "id-bad", "bad");
                case TOO_LARGE_TO_BE_STORED -> new ProducerRecord<>(topic, 0, "id-bad", LARGE);
                case MISMATCH -> new ProducerRecord<>(topic, 0, "id-3", "bad");
            };
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of(Bad.values())
                        .flatMap(bad -> Stream.of(true, false).map(before -> Arguments.of(kind, bad, before))));
    }

    @ParameterizedTest(name = "{0} {1}, crash before: {2}")
    @MethodSource("all")
    void acrossACrash(HandlerKind kind, Bad bad, boolean before) throws InterruptedException {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        ProducerRecord<String, String> message = bad.message(rig.source);
        Kafkas.send(List.of(message));
        rig.send(IDS, 2 * IDS);
        try (EosProcessor victim =
                node(rig, bad).clients(Intercepted.producer(crash(before))).start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(victim.failure()).containsInstanceOf(SimulatedCrash.class);
        }
        try (Logs logs = new Logs();
                // Nothing of this is a lost history.
                EosProcessor node =
                        node(rig, bad).set("on-lost-history", "stop").start()) {
            rig.awaitDrained(node);
            assertThat(logs.lines()).noneMatch(line -> line.contains("lost history"));
        }
        rig.assertEffects(Rig.values(0, 2 * IDS));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly(message.value());
        assertThat(Kafkas.deadLetterReasons(rig.deadLetters)).containsExactly(bad.reason());
    }

    /** Where the store keeps the results of dead letters alone; that the handler would not refuse the message any more changes nothing. */
    @ParameterizedTest(name = "{0}, crash before: {1}")
    @CsvSource({
        "UNDECODABLE,true",
        "UNDECODABLE,false",
        "REJECTED,true",
        "REJECTED,false",
        "TOO_LARGE_TO_BE_STORED,true",
        "TOO_LARGE_TO_BE_STORED,false"
    })
    void acrossACrashWithoutResults(Bad bad, boolean before) throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSACT, 1);
        ProducerRecord<String, String> message = bad.message(rig.source);
        rig.send(0, IDS);
        Kafkas.send(List.of(message));
        rig.send(IDS, 2 * IDS);
        try (EosProcessor victim = withoutResults(node(rig, bad))
                .clients(Intercepted.producer(crash(before)))
                .start()) {
            assertThat(victim.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(victim.failure()).containsInstanceOf(SimulatedCrash.class);
        }
        try (EosProcessor node =
                withoutResults(node(rig, bad).before((any, context) -> {})).start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, 2 * IDS));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly(message.value());
        assertThat(Kafkas.deadLetterReasons(rig.deadLetters)).containsExactly(bad.reason());
    }

    private static Rig.Node withoutResults(Rig.Node node) {
        return node.identity(MessageIdentity.coordinates()).set("keep-results", "false");
    }

    /** At the transaction that has a dead letter in it. */
    private static Intercepted.Around crash(boolean before) {
        boolean[] sent = new boolean[1];
        return (method, call) -> {
            if (method.equals("send")) {
                sent[0] = true;
            }
            if (!method.equals("commitTransaction") || !sent[0]) {
                return call.proceed();
            }
            if (!before) {
                Object unused = call.proceed();
            }
            throw new SimulatedCrash(before ? "before the commit" : "after the commit");
        };
    }

    @ParameterizedTest
    @EnumSource
    void mismatchesCanBeSkipped(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        Kafkas.send(List.of(Bad.MISMATCH.message(rig.source)));
        try (EosProcessor node =
                node(rig, Bad.MISMATCH).set("on-mismatch", "skip").start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, IDS));
        assertThat(Kafkas.values(rig.deadLetters)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void mismatchesCanStopTheProcessorAndStayUnsettled(HandlerKind kind) throws InterruptedException {
        Rig rig = new Rig(kind, 1);
        rig.send(0, IDS);
        Kafkas.send(List.of(Bad.MISMATCH.message(rig.source)));
        try (EosProcessor node =
                node(rig, Bad.MISMATCH).set("on-mismatch", "stop").start()) {
            assertThat(node.awaitTermination(Rig.PATIENCE)).isTrue();
            assertThat(node.failure()).get().isInstanceOf(ProcessorStoppedException.class);
        }
        assertThat(Groups.lag(rig.name, rig.source)).isPositive();
        try (EosProcessor node = node(rig, Bad.MISMATCH).start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, IDS));
        assertThat(Kafkas.values(rig.deadLetters)).containsExactly("bad");
    }

    private static Rig.Node node(Rig rig, Bad bad) {
        return rig.node()
                .identity(bad.identity())
                .values(VALUES)
                .store(limited(rig))
                .before((message, context) -> {
                    if (message.value().equals("bad") || message.value().equals(LARGE)) {
                        throw new RejectedMessageException("bad");
                    }
                });
    }

    /** The same store, but for the longest result that it says it takes. */
    private static TransactionalResultStore<InMemoryEffects> limited(Rig rig) {
        return Intercepted.around(TransactionalResultStore.class, rig.memory, (method, call) -> {
            Object answer = call.proceed();
            return answer instanceof StoreTraits traits
                    ? new StoreTraits(
                            traits.name(),
                            traits.product(),
                            traits.guarantee(),
                            traits.fencing(),
                            10_000,
                            traits.maxBatch(),
                            traits.ttlRetention())
                    : answer;
        });
    }
}
