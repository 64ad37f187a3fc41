package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eos.servers.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** {@code examples/receipts} with one store: built by Maven, then run as a process of its own on a topic of its own. Not thread-safe. */
final class ReceiptsApplication {
    private final OutsideBuild build;
    private String topic = "";
    private @Nullable Process process;

    private ReceiptsApplication(OutsideBuild build) {
        this.build = build;
    }

    /** Builds a copy of it in which the store's artifact is another. */
    static ReceiptsApplication build(Path directory, String artifact) throws Exception {
        OutsideBuild build = OutsideBuild.copy("receipts", directory, "eos-store-jdbc", artifact);
        build.built(build.maven(
                "compile",
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                "-Dmdep.includeScope=runtime",
                "-Dmdep.outputFile=class-path"));
        return new ReceiptsApplication(build);
    }

    /** What it runs with, besides its own classes. */
    String classPath() throws IOException {
        return Files.readString(build.path("class-path"));
    }

    /** Starts it with four payments of different ids, two of which come twice. */
    void start(String store) throws IOException {
        topic = Topics.create("payments", 2);
        Servers.kafka().createTopic(topic + "-receipts", 2);
        Topics.send(List.of(
                payment(0, "p-1", "10"),
                payment(0, "p-2", "20"),
                payment(0, "p-1", "10"),
                payment(1, "p-2", "20"),
                payment(0, "last of 0", "30"),
                payment(1, "last of 1", "40")));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dh2.bindAddress=127.0.0.1",
                        "-cp",
                        build.path("target/classes") + ":" + classPath(),
                        "com.example.receipts.Receipts",
                        Topics.servers(),
                        store,
                        topic)
                .redirectOutput(build.path("out").toFile())
                .redirectError(build.path("err").toFile())
                .start();
    }

    private ProducerRecord<byte[], byte[]> payment(int partition, String id, String amount) {
        ProducerRecord<byte[], byte[]> payment = new ProducerRecord<>(topic, partition, null, Topics.bytes(amount));
        payment.headers().add("payment-id", Topics.bytes(id));
        return payment;
    }

    /** Ends it when it has answered all, and tells its answers. */
    List<String> receipts() throws Exception {
        Process running = Objects.requireNonNull(process);
        // Each partition is processed in order: with the receipt of its last message those of all others are there.
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            assertThat(running.isAlive())
                    .as(Files.readString(build.path("err")))
                    .isTrue();
            return published().containsAll(List.of("received 30", "received 40"));
        });
        running.destroy();
        assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return published();
    }

    private List<String> published() {
        return Topics.read(topic + "-receipts").stream()
                .map(receipt -> new String(receipt.value(), StandardCharsets.UTF_8))
                .toList();
    }

    void end() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
