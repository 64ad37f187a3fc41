package io.eos.core;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.ForkedJvm;
import io.eos.servers.ParentWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share one H2 file are killed with SIGKILL, the one that hosts the file among them: nothing is lost, and nothing doubled unsaid. */
class KilledProcessesTest {
    private static final int IDS = 4000;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final String name = Kafkas.name("p");
    private final String source = Kafkas.topic("source", PARTITIONS);
    private final String deadLetters = Kafkas.topic("dead", 1);

    @Test
    void transactLosesAndDoublesNothing() throws SQLException {
        killTwoOfThree(HandlerKind.TRANSACT);
        assertThat(ledger()).containsExactlyInAnyOrderElementsOf(good());
        assertThat(Kafkas.values(deadLetters)).containsExactly("v-77");
    }

    /**
     * A sink that applies each idempotency key once has each effect once. Calls are doubled only in what the killed processes had claimed, and whoever
     * calls again has a higher token and is told so.
     */
    @Test
    void handleLosesNothingAndTellsWhatItDoubles() throws SQLException, IOException {
        killTwoOfThree(HandlerKind.HANDLE);
        assertThat(Worker.applied(directory)).containsExactlyInAnyOrderElementsOf(good());
        Map<String, List<String[]>> calls = Worker.calls(directory).stream().collect(groupingBy(call -> call[0]));
        assertThat(calls.keySet()).containsExactlyInAnyOrderElementsOf(good());
        int doubled = 0;
        for (List<String[]> each : calls.values()) {
            for (int i = 1; i < each.size(); i++) {
                doubled++;
                assertThat(Long.parseLong(each.get(i)[1]))
                        .as("token of another call for %s", each.get(i)[0])
                        .isGreaterThan(Long.parseLong(each.get(i - 1)[1]));
                assertThat(each.get(i)[2]).as("redelivered, %s", each.get(i)[0]).isEqualTo("true");
            }
        }
        assertThat(doubled).as("doubled calls").isLessThanOrEqualTo(2 * PARTITIONS * Worker.CLAIM_BATCH);
        assertThat(Kafkas.values(deadLetters)).containsExactly("v-77");
    }

    private static List<String> good() {
        List<String> expected = new ArrayList<>(Rig.values(0, IDS));
        expected.remove("v-77");
        return expected;
    }

    private void killTwoOfThree(HandlerKind kind) {
        send(0, IDS / 4);
        try (ForkedJvm host = fork(kind)) {
            // It opened the file, so it hosts it.
            awaitSettled(20);
            try (ForkedJvm guest = fork(kind)) {
                await().atMost(PATIENCE).until(() -> Groups.members(name) == 2);
                send(IDS / 4, IDS);
                // Beyond what was there before the guest came.
                awaitSettled(IDS / 3 + 40);
                killAtWork(host);
                awaitSettled(settled() + 200);
                killAtWork(guest);
            }
        }
        try (ForkedJvm last = fork(kind)) {
            await().atMost(PATIENCE)
                    .failFast("the last process ended", () -> !last.isAlive())
                    .until(() -> Groups.lag(name, source) == 0);
        }
    }

    /** Each third message twice. */
    private void send(int first, int last) {
        Kafkas.send(Kafkas.messages(source, PARTITIONS, first, last));
        Kafkas.send(Kafkas.messages(source, PARTITIONS, first, first + (last - first) / 3));
    }

    private void killAtWork(ForkedJvm worker) {
        worker.kill();
        assertThat(Groups.lag(name, source))
                .as("a kill must land before the end")
                .isPositive();
    }

    private long settled() {
        return Groups.ends(source).values().stream().mapToLong(Long::longValue).sum() - Groups.lag(name, source);
    }

    /** Seen by the group's offsets: whoever opens the file to look into it may become its host, and end as one a moment later. */
    private void awaitSettled(long atLeast) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> settled() >= atLeast);
    }

    private ForkedJvm fork(HandlerKind kind) {
        return ForkedJvm.of(Worker.class)
                .heap("128m")
                .jvmArgs("-Dh2.bindAddress=127.0.0.1", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .args(Kafkas.servers(), name, source, deadLetters, url(), kind.name(), directory.toString())
                .start();
    }

    private String url() {
        return "jdbc:h2:file:" + directory.resolve("eos");
    }

    private List<String> ledger() throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url() + ";AUTO_SERVER=TRUE;IFEXISTS=TRUE");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM ledger")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }

    /** One process. */
    static final class Worker {
        static final int CLAIM_BATCH = 5;
        private static final char EFFECT_OF_KEY = '=';

        private Worker() {}

        /** Broker, processor, source, dead letters, store, kind, the sink's directory. */
        public static void main(String[] args) throws SQLException, IOException, InterruptedException {
            ParentWatch.exitWhenParentDies();
            try (Connection connection =
                            DriverManager.getConnection(args[4] + ";AUTO_SERVER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS ledger (id VARCHAR)");
            }
            var builder = Eos.processor(args[1])
                    .bootstrapServers(args[0])
                    .topics(args[2])
                    .store(args[4])
                    .identity(MessageIdentity.key())
                    .set("dead-letter-topic", args[3])
                    .set("batch-size", "5")
                    .set("claim-batch", Integer.toString(CLAIM_BATCH))
                    .set("lease", "3s")
                    .set("kafka.consumer.session.timeout.ms", "3000")
                    .set("kafka.producer.transaction.timeout.ms", "3000")
                    .deserializers(new StringDeserializer(), new StringDeserializer());
            Path sink = Path.of(args[6]);
            ProcessorDefinition definition = HandlerKind.valueOf(args[5]) == HandlerKind.TRANSACT
                    ? builder.transact(Connection.class, Worker::insert)
                    : builder.handle((message, context) -> append(sink, message, context));
            try (EosProcessor node = definition.start()) {
                boolean unused = node.awaitTermination(Duration.ofMinutes(5));
            }
        }

        private static void insert(
                ConsumerRecord<String, String> message, Connection connection, HandlerContext context)
                throws SQLException {
            rejectPoison(message);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                insert.setString(1, message.value());
                insert.executeUpdate();
            }
        }

        private static void rejectPoison(ConsumerRecord<String, String> message) {
            if (message.key().equals("id-77")) {
                throw new RejectedMessageException("poison");
            }
        }

        /** Notes the call, then applies the key unless that was done: to make its file is one step, and only one process can. */
        private static void append(Path sink, ConsumerRecord<String, String> message, HandlerContext context)
                throws IOException {
            rejectPoison(message);
            String call = message.value() + " " + context.fencingToken() + " " + context.redelivered() + "\n";
            write(sink.resolve("calls"), call, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            String key = context.idempotencyKey().replace('/', '_') + EFFECT_OF_KEY + message.value();
            try {
                write(Files.createDirectories(sink.resolve("applied")).resolve(key), "", StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                // Applied by an earlier call, whose process was killed before it could say so.
            }
        }

        private static void write(Path file, String text, StandardOpenOption... options) throws IOException {
            Set<StandardOpenOption> all = new HashSet<>(Set.of(options));
            all.add(StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(file, all)) {
                int unused = channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(false);
            }
        }

        /** Value, token and whether it was told that it is not the first, of each call. */
        static List<String[]> calls(Path sink) throws IOException {
            return Files.readAllLines(sink.resolve("calls")).stream()
                    .map(line -> line.split(" ", -1))
                    .toList();
        }

        /** The value of each key that was applied. */
        static List<String> applied(Path sink) throws IOException {
            try (Stream<Path> keys = Files.list(sink.resolve("applied"))) {
                return keys.map(key -> key.getFileName().toString())
                        .map(name -> name.substring(name.indexOf(EFFECT_OF_KEY) + 1))
                        .toList();
            }
        }
    }
}
