package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node crashes right after each step of the protocol, for each kind of handler, at two moments; another node takes over. Nothing is
 * lost, nothing doubled, and each dead letter is there once.
 */
class CrashTest {
    private static final int IDS = 200;
    private static final int POISON = 37;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<HandlerKind, Set<Step>> REACHED = new EnumMap<>(HandlerKind.class);

    private final InMemoryResultStore store = new InMemoryResultStore();
    private final String source = Kafkas.topic("source", 2);
    private final String target = Kafkas.topic("target", 2);
    private final String deadLetters = Kafkas.topic("dead", 1);
    private final String name = Kafkas.name("p");
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> idempotentSink = new ConcurrentHashMap<>();

    static Stream<Arguments> pairs() {
        return Stream.of(HandlerKind.values())
                .flatMap(kind -> Stream.of(Step.values())
                        .filter(step -> step.concerns(kind))
                        .flatMap(step -> moments(step).mapToObj(nth -> Arguments.of(kind, step, nth))));
    }

    @ParameterizedTest(name = "{0} after {1}, time {2}")
    @MethodSource("pairs")
    void losesAndDoublesNothing(HandlerKind kind, Step step, int nth) throws InterruptedException {
        send();
        AtomicInteger times = new AtomicInteger();
        boolean crashes;
        try (EosProcessor victim = definition(kind, (reached, partition) -> {
                    if (reached == step && times.incrementAndGet() >= nth) {
                        throw new SimulatedCrash(reached);
                    }
                })
                .start()) {
            crashes = victim.awaitTermination(PATIENCE);
            assertThat(victim.failure()).containsInstanceOf(SimulatedCrash.class);
        }
        assertThat(crashes).as("the node crashed after %s", step).isTrue();
        awaitTheVictimsThreads();
        REACHED.computeIfAbsent(kind, any -> EnumSet.noneOf(Step.class)).add(step);
        try (EosProcessor successor = definition(kind, Probe.NONE).start()) {
            await().atMost(PATIENCE).until(successor::caughtUp);
        }
        verify(kind);
        if (kind == HandlerKind.HANDLE) {
            verifyCalls(step);
        }
    }

    /** A process that is killed has none: what a worker was at when another thread crashed is done before the successor comes. */
    private void awaitTheVictimsThreads() {
        String workers = "eos-" + name + "-worker";
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith(workers)));
    }

    /** When: the first time, and for steps that every batch meets also in the middle of the work. */
    private static IntStream moments(Step step) {
        return switch (step) {
            case POLLED, IDENTIFIED, LOOKED_UP, CLAIMED, HANDLED, RECORDED, CHECKED -> IntStream.of(1, 4);
            case START_RECORDED -> IntStream.of(2);
            default -> IntStream.of(1);
        };
    }

    @AfterAll
    static void everyPairWasReached() {
        for (HandlerKind kind : HandlerKind.values()) {
            Set<Step> expected = EnumSet.noneOf(Step.class);
            Stream.of(Step.values()).filter(step -> step.concerns(kind)).forEach(expected::add);
            assertThat(REACHED.getOrDefault(kind, Set.of()))
                    .as("%s", kind)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private void send() {
        List<ProducerRecord<String, String>> first = Kafkas.messages(source, 2, 0, IDS);
        List<ProducerRecord<String, String>> all = new ArrayList<>();
        for (int i = 0; i < IDS; i++) {
            all.add(first.get(i));
            if (i % 3 == 0) {
                all.add(first.get(i));
            }
            if (i % 5 == 0) {
                var other = first.get(i / 2);
                all.add(new ProducerRecord<>(source, 1 - other.partition(), other.key(), other.value()));
            }
        }
        Kafkas.send(all);
    }

    private ProcessorBuilder.Definition definition(HandlerKind kind, Probe probe) {
        var builder = Eos.processor(name)
                .bootstrapServers(Kafkas.servers())
                .topics(source)
                .store(store)
                .identity(MessageIdentity.key())
                .set("dead-letter-topic", deadLetters)
                .set("batch-size", "20")
                .set("claim-batch", "5")
                .set("max-buffered", "60")
                .set("idle-flush", "200ms")
                .set("lease", "3s")
                .set("kafka.producer.transaction.timeout.ms", "3000")
                .set("kafka.consumer.max.poll.records", "40")
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .probe(probe);
        return switch (kind) {
            case TRANSFORM ->
                builder.transform(new StringSerializer(), new StringSerializer(), (message, context) -> {
                    rejectPoison(message.key());
                    return List.of(new ProducerRecord<>(target, message.key(), message.value()));
                });
            case TRANSACT ->
                builder.transact(InMemoryEffects.class, (message, effects, context) -> {
                    rejectPoison(message.key());
                    effects.append(message.key());
                });
            case HANDLE ->
                builder.handle((message, context) -> {
                    rejectPoison(message.key());
                    calls.add(new Call(message.key(), context.fencingToken(), context.redelivered()));
                    idempotentSink.putIfAbsent(context.idempotencyKey(), message.key());
                });
        };
    }

    private static void rejectPoison(String key) {
        if (key.equals("id-" + POISON)) {
            throw new RejectedMessageException("poison");
        }
    }

    private void verify(HandlerKind kind) {
        List<String> expected = IntStream.range(0, IDS)
                .filter(id -> id != POISON)
                .mapToObj(id -> "id-" + id)
                .toList();
        List<String> effects = switch (kind) {
            case TRANSFORM ->
                Kafkas.readAll(target).stream().map(record -> record.key()).toList();
            case TRANSACT -> store.ledger();
            case HANDLE -> List.copyOf(idempotentSink.values());
        };
        assertThat(effects).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Kafkas.values(deadLetters)).containsExactly("v-" + POISON);
    }

    /** A second call only where the effect was done and not recorded; it is told so, and has a higher token. */
    private void verifyCalls(Step step) {
        Map<String, List<Call>> byKey = calls.stream().collect(Collectors.groupingBy(Call::key));
        List<List<Call>> doubled =
                byKey.values().stream().filter(each -> each.size() > 1).toList();
        if (step != Step.HANDLED) {
            assertThat(doubled)
                    .as("calls that were doubled by a crash after %s", step)
                    .isEmpty();
            return;
        }
        assertThat(doubled).as("the crash was in the window").isNotEmpty();
        for (List<Call> each : doubled) {
            assertThat(each).hasSize(2);
            assertThat(each.get(0).redelivered()).as("first of %s", each).isFalse();
            assertThat(each.get(1).redelivered()).as("second of %s", each).isTrue();
            assertThat(each.get(1).token())
                    .as("second of %s", each)
                    .isGreaterThan(each.get(0).token());
        }
    }

    /** What the handler of {@code handle} was told. */
    private record Call(String key, long token, boolean redelivered) {}

    /** Ends a node as SIGKILL would: nothing is flushed, committed or given back. */
    private static final class SimulatedCrash extends Error {
        private static final long serialVersionUID = 1L;

        SimulatedCrash(Step step) {
            super("after " + step);
        }
    }
}
