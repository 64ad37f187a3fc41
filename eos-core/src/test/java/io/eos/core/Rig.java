package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.spi.ResultStore;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One processor over a topic of its own, with a place for each kind's effects, and the nodes that run it. The effect of a message is its
 * value: a record in the target topic, a line in the store's ledger, or a call that a sink noted.
 */
final class Rig {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final HandlerKind kind;
    final int partitions;
    final InMemoryResultStore memory = new InMemoryResultStore();
    final String name = Kafkas.name("p");
    final String source;
    final String target;
    final String deadLetters;
    final TokenSink sink = new TokenSink();
    final List<String> compensated = Collections.synchronizedList(new ArrayList<>());

    Rig(HandlerKind kind, int partitions) {
        this.kind = kind;
        this.partitions = partitions;
        this.source = Kafkas.topic("source", partitions);
        this.target = Kafkas.topic("target", 2);
        this.deadLetters = Kafkas.topic("dead", 1);
    }

    /** What a test does inside the handler, before the effect. */
    @FunctionalInterface
    interface Hook {
        void before(ConsumerRecord<String, String> message, HandlerContext context) throws Exception;
    }

    /** Sends the messages of some ids, one each, over all partitions. */
    void send(int first, int last) {
        Kafkas.send(Kafkas.messages(source, partitions, first, last));
    }

    /** Sends one message to one partition; its value is {@code v-} and what follows {@code id-} in its key. */
    void send(int partition, String key) {
        Kafkas.send(List.of(new ProducerRecord<>(source, partition, key, key.replaceFirst("id-", "v-"))));
    }

    static List<String> values(int first, int last) {
        return IntStream.range(first, last).mapToObj(id -> "v-" + id).toList();
    }

    Node node() {
        return new Node();
    }

    /** All effects so far, doubles included; of {@code handle}, what a sink keeps that applies each idempotency key once. */
    List<String> effects() {
        return switch (kind) {
            case TRANSFORM -> Kafkas.values(target);
            case TRANSACT -> memory.ledger();
            case HANDLE -> sink.applied();
        };
    }

    void assertEffects(List<String> expected) {
        assertThat(effects()).as("effects of %s", kind).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Waits until the group has committed all that the source holds now. */
    void awaitDrained(EosProcessor... running) {
        awaitDrained(name, running);
    }

    void awaitDrained(String group, EosProcessor... running) {
        await().atMost(PATIENCE)
                .failFast(
                        "a node failed",
                        () -> List.of(running).stream()
                                .anyMatch(node -> node.failure().isPresent()))
                .until(() -> Groups.lag(group, source) == 0);
    }

    /** A node records results and dies before it publishes them, and then their sources, in the only partition, expire; how many it recorded. */
    int recordThenExpire(int messages) throws InterruptedException {
        send(0, messages);
        try (EosProcessor victim = node().set("commit-interval", "1s")
                .clients(Intercepted.producer(Intercepted::dieBeforeCommit))
                .start()) {
            assertThat(victim.awaitTermination(PATIENCE)).isTrue();
        }
        int recorded = memory.admin().list(name, null, null, 100).entries().size();
        assertThat(recorded).isPositive();
        Groups.expire(source, 0, messages);
        return recorded;
    }

    /**
     * Sends messages one at a time, until several in a row were processed without a look-up of their topic: how many were sent.
     *
     * @param lookups counts those of the node
     * @param first the first message's number
     */
    int sendUntilCovered(EosProcessor node, AtomicInteger lookups, int first) {
        int next = first;
        int covered = 0;
        while (covered < 5) {
            int before = lookups.get();
            long processed = node.counts().processed();
            send(next, ++next);
            until(() -> node.counts().processed() > processed);
            covered = lookups.get() == before ? covered + 1 : 0;
        }
        return next - first;
    }

    /** Ends a node before its block does. */
    static void stop(EosProcessor node) {
        node.close();
    }

    static void until(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }

    /** What a sink keeps that applies each idempotency key once, and refuses a token that is lower than one it has seen for the key. */
    static final class TokenSink {
        private final Map<String, Long> tokens = new HashMap<>();
        private final Map<String, String> once = new HashMap<>();
        private final List<String> calls = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();

        synchronized void apply(ConsumerRecord<String, String> message, HandlerContext context) {
            String key = context.idempotencyKey();
            if (context.fencingToken() < tokens.getOrDefault(key, 0L)) {
                refused.add(message.value());
                return;
            }
            tokens.put(key, context.fencingToken());
            calls.add(message.value());
            once.putIfAbsent(key, message.value());
        }

        synchronized List<String> applied() {
            return List.copyOf(once.values());
        }

        synchronized List<String> calls() {
            return List.copyOf(calls);
        }

        synchronized List<String> refused() {
            return List.copyOf(refused);
        }
    }

    /** A node to be started. */
    final class Node {
        private final Map<String, String> settings = new HashMap<>(Map.of(
                "batch-size", "20",
                "claim-batch", "5",
                "max-buffered", "100",
                "lease", "1s",
                "retry-backoff", "10ms",
                "kafka.producer.transaction.timeout.ms", "3000"));
        private ResultStore store = memory;
        private ProcessorStart.Clients clients = ProcessorStart.Clients.KAFKA;
        private Probe probe = Probe.NONE;
        private LoopClock clock = LoopClock.SYSTEM;
        private MessageIdentity identity = MessageIdentity.key();
        private MeterRegistry registry = Metrics.globalRegistry;
        private Hook hook = (message, context) -> {};
        private Deserializer<String> values = new StringDeserializer();

        Node set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        Node store(ResultStore other) {
            store = other;
            return this;
        }

        Node clients(ProcessorStart.Clients other) {
            clients = other;
            return this;
        }

        Node probe(Probe other) {
            probe = other;
            return this;
        }

        Node clock(LoopClock other) {
            clock = other;
            return this;
        }

        Node metrics(MeterRegistry other) {
            registry = other;
            return this;
        }

        Node identity(MessageIdentity other) {
            identity = other;
            return this;
        }

        Node values(Deserializer<String> other) {
            values = other;
            return this;
        }

        Node before(Hook other) {
            hook = other;
            return this;
        }

        EosProcessor start() {
            ProcessorBuilder<String, String> builder = Eos.processor(name)
                    .bootstrapServers(Kafkas.servers())
                    .topics(source)
                    .store(store)
                    .identity(identity)
                    .metrics(registry)
                    .set("dead-letter-topic", deadLetters)
                    .settings(settings)
                    .clients(clients)
                    .probe(probe)
                    .clock(clock)
                    .deserializers(new StringDeserializer(), values);
            return define(builder).start();
        }

        private ProcessorDefinition define(ProcessorBuilder<String, String> builder) {
            return switch (kind) {
                case TRANSFORM ->
                    builder.transform(new StringSerializer(), new StringSerializer(), (message, context) -> {
                        hook.before(message, context);
                        return List.of(new ProducerRecord<>(target, message.key(), message.value()));
                    });
                case TRANSACT ->
                    builder.transact(InMemoryEffects.class, (message, effects, context) -> {
                        hook.before(message, context);
                        effects.append(message.value());
                    });
                case HANDLE -> builder.handle(new Effect(hook));
            };
        }
    }

    /** The handler of {@code handle}. */
    private final class Effect implements EffectHandler<String, String> {
        private final Hook hook;

        Effect(Hook hook) {
            this.hook = hook;
        }

        @Override
        public void handle(ConsumerRecord<String, String> message, HandlerContext context) throws Exception {
            hook.before(message, context);
            sink.apply(message, context);
        }

        @Override
        public void compensate(
                ConsumerRecord<String, String> message, io.eos.api.StoredResult winner, HandlerContext context) {
            compensated.add(message.value() + " by " + winner.node());
        }
    }
}
