package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.ForkedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes share one copy, and one of them is killed. */
class DedupeProcessesTest {
    private static final int MESSAGES = 12_000;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private final String from = Topics.create("orders", PARTITIONS);
    private final String to = Topics.create("orders-once", PARTITIONS);

    @Test
    void killedProcessLosesAndDoublesNothing() throws Exception {
        send(17);
        // The first one hosts the database file, so its death is the worse one for the other.
        try (ForkedJvm first = start("first", "--until-end")) {
            await().atMost(PATIENCE).until(() -> !Topics.read(to).isEmpty());
            try (ForkedJvm second = start("second", "--until-end")) {
                await().atMost(PATIENCE)
                        .until(() -> Files.readString(log("second")).contains("assigned"));
                first.kill();
                assertThat(second.awaitExit(PATIENCE))
                        .as(() -> read(log("second")))
                        .isZero();
            }
        }

        List<ConsumerRecord<byte[], byte[]>> copied = Topics.read(to);
        assertThat(copied.stream().collect(Collectors.groupingBy(DedupeProcessesTest::id, Collectors.counting())))
                .hasSize(MESSAGES)
                .allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
        assertThat(copied)
                .allSatisfy(message -> assertThat(message.partition())
                        .isEqualTo(Math.floorMod(id(message).hashCode(), PARTITIONS)));
    }

    @Test
    void termDrainsAndAnotherProcessGoesOn() throws Exception {
        send(18);
        try (ForkedJvm first = start("first")) {
            await().atMost(PATIENCE).until(() -> !Topics.read(to).isEmpty());
            first.terminate();
            assertThat(first.awaitExit(PATIENCE)).as(() -> read(log("first"))).isZero();
        }
        String log = Files.readString(log("first"));
        assertThat(log).contains("draining").containsPattern("copied [1-9]");

        try (ForkedJvm second = start("second", "--until-end")) {
            assertThat(second.awaitExit(PATIENCE)).as(() -> read(log("second"))).isZero();
        }
        assertThat(Topics.read(to).stream()
                        .collect(Collectors.groupingBy(DedupeProcessesTest::id, Collectors.counting())))
                .hasSize(MESSAGES)
                .allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
    }

    private static String id(ConsumerRecord<byte[], byte[]> message) {
        return Topics.header(message, "id");
    }

    private void send(long seed) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(message("id-" + i));
            if (random.nextInt(10) == 0) {
                messages.add(message("id-" + random.nextInt(i + 1)));
            }
        }
        Topics.send(messages);
    }

    private ProducerRecord<byte[], byte[]> message(String id) {
        return Topics.message(from, Math.floorMod(id.hashCode(), PARTITIONS), id, "value of " + id);
    }

    private ForkedJvm start(String name, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "dedupe",
                "--verbose",
                "--bootstrap-server",
                Topics.servers(),
                "--from",
                from,
                "--to",
                to,
                "--id",
                "header:id",
                "--store",
                "jdbc:h2:file:" + directory.resolve("eos"),
                // Small steps, so that a kill finds something half done.
                "--set",
                "batch-size=20",
                "--set",
                "kafka.consumer.session.timeout.ms=4000",
                "--set",
                "kafka.consumer.max.poll.records=50"));
        args.addAll(List.of(more));
        return ForkedJvm.of(Main.class)
                .heap("256m")
                .jvmArgs("-Dh2.bindAddress=127.0.0.1", "-XX:TieredStopAtLevel=1")
                .args(args.toArray(new String[0]))
                .output(log(name))
                .start();
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
