package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong with a message is told, without what may be secret, and without flooding the log. */
class MessageLogTest {
    private static final String SECRET = "4111-1111";

    @ParameterizedTest
    @EnumSource
    void aHandlerThatFailsIsToldAndWhatFollows(HandlerKind kind) {
        Rig rig = new Rig(kind, 1);
        rig.send(0, "id-" + SECRET);
        try (Logs logs = new Logs();
                EosProcessor node = rig.node()
                        .set("handler-retries", "1")
                        .identity(MessageIdentity.coordinates())
                        .before((message, context) -> {
                            throw new IllegalStateException("cannot charge " + message.value());
                        })
                        .start()) {
            rig.awaitDrained(node);
            String failed = "WARN processor " + rig.name + ": the handler failed for " + rig.source + "-0@0, attempt ";
            assertThat(logs.lines())
                    .containsOnlyOnce(failed + "1 of 2: java.lang.IllegalStateException; next attempt in 10ms")
                    .containsOnlyOnce(failed + "2 of 2: java.lang.IllegalStateException; it becomes a dead letter")
                    .noneMatch(line -> line.contains(SECRET));
        }
    }

    @Test
    void whatNoHandlerSeesIsTold() {
        InMemoryResultStore store = new InMemoryResultStore();
        HandlerHarness harness = HandlerHarness.of(
                Eos.processor("unit")
                        .bootstrapServers("never-asked:9092")
                        .topics("payments")
                        .store(store)
                        .identity(MessageIdentity.key())
                        .deserializers(new StringDeserializer(), new Picky())
                        .handle((message, context) -> {}),
                store);
        try (Logs logs = new Logs()) {
            harness.deliver("payments", "id-1", "good");
            harness.deliver("payments", "id-1", "another");
            harness.deliver("payments", "id-2", Picky.BAD);
            harness.deliver("payments", "", "without an id");
            assertThat(logs.lines())
                    .containsExactly(
                            "WARN processor unit: payments-0@1 has the id id-1 of a message with another payload; it becomes a dead letter",
                            "WARN processor unit: payments-0@2 becomes a dead letter: undecodable, java.lang.IllegalArgumentException",
                            "WARN processor unit: payments-0@3 becomes a dead letter: no-id, io.eos.core.NoIdentityException");
        }
    }

    private static final class Picky extends StringDeserializer {
        private static final String BAD = "bad";

        @Override
        public String deserialize(String topic, byte[] data) {
            String text = super.deserialize(topic, data);
            if (text.equals(BAD)) {
                throw new IllegalArgumentException("cannot read " + text);
            }
            return text;
        }
    }

    @Test
    void aFloodIsCutAndCounted() {
        AtomicLong nanos = new AtomicLong();
        LoopClock clock = new LoopClock() {
            @Override
            public long nanos() {
                return nanos.get();
            }

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }
        };
        MessageLog log = new MessageLog(
                Eos.processor("unit")
                        .bootstrapServers("never-asked:9092")
                        .topics("t")
                        .store(new InMemoryResultStore())
                        .identity(MessageIdentity.key())
                        .handle((message, context) -> {})
                        .settings(),
                clock);
        Item item = new Item(
                new ConsumerRecord<>("t", 0, 7, new byte[0], new byte[0]), new Coordinates(new UUID(0, 1), 0, 7), 1);
        Runnable fail =
                () -> log.deadLetter(item, DeadLetters.Reason.UNDECODABLE, new IllegalArgumentException(SECRET));
        try (Logs logs = new Logs()) {
            for (int i = 0; i < MessageLog.MOST + 123; i++) {
                fail.run();
            }
            assertThat(logs.lines()).hasSize(MessageLog.MOST);
            log.tellOmitted();
            log.tellOmitted();
            assertThat(logs.lines())
                    .hasSize(MessageLog.MOST + 1)
                    .endsWith("WARN processor unit: and 123 more dead letters");
            nanos.addAndGet(MessageLog.INTERVAL.toNanos());
            fail.run();
            log.tellOmitted();
            assertThat(logs.lines())
                    .hasSize(MessageLog.MOST + 2)
                    .endsWith(
                            "WARN processor unit: t-0@7 becomes a dead letter: undecodable, java.lang.IllegalArgumentException");
        }
    }

    @Test
    void aConflictAndACompensationThatFailsAreToldAndCounted() {
        ManualClock storesClock = new ManualClock();
        InMemoryResultStore store = new InMemoryResultStore(storesClock);
        String name = Kafkas.name("p");
        String source = Kafkas.topic("source", 1);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        EffectHandler<byte[], byte[]> handler = new EffectHandler<>() {
            @Override
            public void handle(ConsumerRecord<byte[], byte[]> message, HandlerContext context) {
                storesClock.advance(Duration.ofMinutes(1));
                anotherNodeRecords(store, name, message, context);
            }

            @Override
            public void compensate(
                    ConsumerRecord<byte[], byte[]> message, StoredResult winner, HandlerContext context) {
                throw new IllegalStateException("cannot refund " + SECRET);
            }
        };
        Kafkas.send(Kafkas.messages(source, 1, 1, 2));
        try (Logs logs = new Logs();
                EosProcessor node = Eos.processor(name)
                        .bootstrapServers(Kafkas.servers())
                        .topics(source)
                        .store(store)
                        .identity(MessageIdentity.key())
                        .metrics(meters)
                        .handle(handler)
                        .start()) {
            Rig.until(node::caughtUp);
            assertThat(node.counts().rolledBack()).isEqualTo(1);
            assertThat(logs.lines())
                    .containsOnlyOnce("WARN processor " + name + ": the result of other for " + source
                            + "-0@0 with id id-1 came first and differs; this node's is rolled back")
                    .containsOnlyOnce("WARN processor " + name + ": compensate failed for " + source
                            + "-0@0 with id id-1: java.lang.IllegalStateException")
                    .noneMatch(line -> line.contains(SECRET));
        }
        assertThat(meters.get("eos.compensate.failures").counter().count()).isEqualTo(1);
    }

    /** The claim of the node that runs the handler ran out. */
    private static void anotherNodeRecords(
            InMemoryResultStore store, String name, ConsumerRecord<byte[], byte[]> message, HandlerContext context) {
        NodeId other = new NodeId("other");
        Shard shard = new Shard(name, new UUID(0, 1), 0);
        Acquisition won = store.acquire(shard, Scope.PROCESSOR, other);
        var claims = List.of(new ClaimRequest(context.messageId(), 1, false));
        Granted granted = (Granted)
                store.claim(won.tenure(), claims, Duration.ofMinutes(1)).get(0);
        StoredResult result = new StoredResult(
                ResultStatus.PROCESSED,
                1,
                shard.at(0),
                Digests.of(message.value()),
                Bytes.wrap("of the other".getBytes(StandardCharsets.UTF_8)),
                List.of(),
                other,
                Instant.EPOCH,
                1,
                "");
        var outcome = store.record(
                won.tenure(),
                List.of(new Completion(context.messageId(), result, granted.token())),
                new Checkpoint(1, Checkpoint.NONE, 1, -1, List.of()));
        assertThat(outcome.get(0)).isInstanceOf(RecordOutcome.Recorded.class);
    }
}
