package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.ForkedKafkaServer;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A partition's log loses its end, as it does when a broker that lagged behind becomes its leader: messages that come after take the offsets of
 * those that were lost, and are processed rather than taken for processed. The end is cut off the broker's files while it is down.
 */
class TruncatedLogTest {
    private static final int OLD = 40;
    private static final int KEPT = 25;
    private static final int NEW = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final ForkedKafkaServer BROKER = ForkedKafkaServer.open();

    private final InMemoryResultStore store = new InMemoryResultStore();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final String name = Kafkas.name("p");
    private final String source = name + "-source";

    @AfterAll
    static void close() {
        BROKER.close();
    }

    @ParameterizedTest
    @EnumSource
    void whileRunning(HandlerKind kind) throws IOException {
        createTopics();
        try (Logs logs = new Logs();
                EosProcessor node = define(kind).start()) {
            sendOneByOne(0, OLD);
            await().atMost(PATIENCE).until(() -> node.counts().processed() == OLD);
            cutOff();
            sendOneByOne(OLD, NEW);
            await().atMost(PATIENCE)
                    .failFast(() -> node.failure().isPresent())
                    .until(() -> node.counts().processed() == NEW);
            assertReported(logs);
        }
        assertEffects(kind);
    }

    @ParameterizedTest
    @EnumSource
    void whileStopped(HandlerKind kind) throws IOException {
        createTopics();
        sendOneByOne(0, OLD);
        try (EosProcessor node = define(kind).start()) {
            await().atMost(PATIENCE).until(() -> node.counts().processed() == OLD);
        }
        cutOff();
        // Beyond the old end: only the leader epoch tells that the log is another one.
        sendOneByOne(OLD, NEW);
        try (Logs logs = new Logs();
                EosProcessor node = define(kind).start()) {
            await().atMost(PATIENCE)
                    .failFast(() -> node.failure().isPresent())
                    .until(() -> node.counts().processed() == NEW - OLD);
            assertReported(logs);
        }
        assertEffects(kind);
    }

    private static void assertReported(Logs logs) {
        assertThat(logs.lines()).anyMatch(line -> line.startsWith("ERROR") && line.contains("was truncated by Kafka"));
    }

    private void createTopics() {
        for (String topic : List.of("source", "target", "dead")) {
            BROKER.createTopic(name + "-" + topic, 1);
        }
    }

    /** A batch each, so that the log can be cut between any two. */
    private void sendOneByOne(int first, int last) {
        Map<String, Object> config = Map.of("bootstrap.servers", BROKER.bootstrapServers());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (ProducerRecord<String, String> message : Kafkas.messages(source, 1, first, last)) {
                var unused = producer.send(message);
                producer.flush();
            }
        }
    }

    private void cutOff() throws IOException {
        BROKER.stop();
        Path directory = BROKER.dataDirectory().resolve(source + "-0");
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String text = file.getFileName().toString();
                if (text.endsWith("index") || text.endsWith(".snapshot")) {
                    Files.delete(file);
                }
            }
        }
        cutOff(directory.resolve("00000000000000000000.log"));
        BROKER.start();
    }

    /** Each batch starts with its first offset, in eight bytes, and the length of the rest, in four. */
    private static void cutOff(Path segment) throws IOException {
        try (FileChannel log = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.allocate(12);
            long position = 0;
            while (position < log.size()) {
                head.clear();
                int read = log.read(head, position);
                assertThat(read).isEqualTo(12);
                if (head.getLong(0) >= KEPT) {
                    log.truncate(position);
                    return;
                }
                position += 12 + head.getInt(8);
            }
        }
        throw new AssertionError(segment + " ends before offset " + KEPT);
    }

    private void assertEffects(HandlerKind kind) {
        List<String> effects = switch (kind) {
            case TRANSFORM -> Kafkas.values(BROKER.bootstrapServers(), name + "-target");
            case TRANSACT -> store.ledger();
            case HANDLE -> calls;
        };
        assertThat(effects).containsExactlyInAnyOrderElementsOf(Rig.values(0, NEW));
    }

    private ProcessorDefinition define(HandlerKind kind) {
        var builder = Eos.processor(name)
                .bootstrapServers(BROKER.bootstrapServers())
                .topics(source)
                .store(store)
                .identity(MessageIdentity.key())
                .set("dead-letter-topic", name + "-dead")
                .set("idle-flush", "200ms")
                .deserializers(new StringDeserializer(), new StringDeserializer());
        return switch (kind) {
            case TRANSFORM ->
                builder.transform(
                        new StringSerializer(),
                        new StringSerializer(),
                        (message, context) ->
                                List.of(new ProducerRecord<>(name + "-target", message.key(), message.value())));
            case TRANSACT ->
                builder.transact(InMemoryEffects.class, (message, effects, context) -> effects.append(message.value()));
            case HANDLE -> builder.handle((message, context) -> calls.add(message.value()));
        };
    }
}
