package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.ForkedJvm;
import io.eos.servers.ParentWatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share one H2 file are killed with SIGKILL, the one that hosts the file among them. */
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
    void loseAndDoubleNothing() throws SQLException {
        send(0, IDS / 4);
        try (ForkedJvm host = fork()) {
            // It opened the file, so it hosts it.
            awaitSettled(20);
            try (ForkedJvm guest = fork()) {
                await().atMost(PATIENCE).until(() -> Groups.members(name) == 2);
                send(IDS / 4, IDS);
                // Beyond what was there before the guest came.
                awaitSettled(IDS / 3 + 40);
                killAtWork(host);
                awaitSettled(settled() + 200);
                killAtWork(guest);
            }
        }
        try (ForkedJvm last = fork()) {
            await().atMost(PATIENCE)
                    .failFast("the last process ended", () -> !last.isAlive())
                    .until(() -> Groups.lag(name, source) == 0);
        }
        List<String> expected = new ArrayList<>(Rig.values(0, IDS));
        expected.remove("v-77");
        assertThat(ledger()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Kafkas.values(deadLetters)).containsExactly("v-77");
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

    private ForkedJvm fork() {
        return ForkedJvm.of(Worker.class)
                .heap("128m")
                .jvmArgs("-Dh2.bindAddress=127.0.0.1", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .args(Kafkas.servers(), name, source, deadLetters, url())
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
        private Worker() {}

        /** Broker, processor, source, dead letters, store. */
        public static void main(String[] args) throws SQLException, InterruptedException {
            ParentWatch.exitWhenParentDies();
            try (Connection connection =
                            DriverManager.getConnection(args[4] + ";AUTO_SERVER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS ledger (id VARCHAR)");
            }
            var definition = Eos.processor(args[1])
                    .bootstrapServers(args[0])
                    .topics(args[2])
                    .store(args[4])
                    .identity(MessageIdentity.key())
                    .set("dead-letter-topic", args[3])
                    .set("batch-size", "5")
                    .set("kafka.consumer.session.timeout.ms", "3000")
                    .set("kafka.producer.transaction.timeout.ms", "3000")
                    .deserializers(new StringDeserializer(), new StringDeserializer())
                    .transact(Connection.class, Worker::handle);
            try (EosProcessor node = definition.start()) {
                boolean unused = node.awaitTermination(Duration.ofMinutes(5));
            }
        }

        private static void handle(
                org.apache.kafka.clients.consumer.ConsumerRecord<String, String> message,
                Connection connection,
                HandlerContext context)
                throws SQLException {
            if (message.key().equals("id-77")) {
                throw new RejectedMessageException("poison");
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                insert.setString(1, message.value());
                insert.executeUpdate();
            }
        }
    }
}
