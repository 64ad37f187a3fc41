package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole comparison, tiny: broker, stores and proxies are real, what is measured here means nothing. */
class BenchTest {
    @TempDir
    private Path directory;

    @Test
    void littleOfEverythingIsMeasuredAndReported() throws Exception {
        Path output = directory.resolve("bench");
        Cli.Result result = Cli.eos(
                "bench",
                "--quick",
                "--messages",
                "500",
                "--runs",
                "1",
                "--latency",
                "1",
                "--store",
                "h2,redis",
                "--network-latency",
                "0,1",
                "--scaling",
                "1x1,2x4",
                "--output",
                output.toString());

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        List<String> lines = Files.readAllLines(output.resolve("measurements.jsonl"));
        assertThat(lines.get(0)).startsWith("{\"environment\":{").contains("500 distinct messages");
        assertThat(lines.stream().filter(line -> line.contains("\"benchmark\":\"copy\"")))
                .as("bare, eos by key on both, by coordinates on one, twice through a proxy")
                .hasSize(6);
        assertThat(lines.stream().filter(line -> line.contains("\"benchmark\":\"handle\"")))
                .hasSize(2);
        assertThat(lines.stream().filter(line -> line.contains("\"benchmark\":\"transact\"")))
                .as("eos by key and by coordinates on both; on what is SQL also together, and a bare client")
                .hasSize(7);
        assertThat(lines.stream().filter(line -> line.contains("\"benchmark\":\"latency\"")))
                .as("three percentiles of a plain consumer and of eos on both")
                .hasSize(9);
        // So few messages may be settled before there is anything to compare.
        assertThat(result.out()).contains("h2, 1 nodes, 1 partitions", "redis, 2 nodes, 4 partitions");
        assertThat(Files.readString(output.resolve("report.html"))).contains("With network latency", "<svg", "p99.9");
        assertThat(result.out()).contains("report: ").doesNotContain("NOT EXACTLY ONCE");
    }

    @Test
    void whatIsMissingOrMalformedIsTold() {
        for (List<String> wrong : List.of(
                List.of("--peers", "which ./eos builds in a checkout"),
                List.of("--store=mongodb", "--store was 'mongodb'"),
                List.of("--network-latency=fast", "--network-latency was 'fast' but must be milliseconds"),
                List.of("--scaling=2", "--scaling was '2' but must be nodes x partitions"),
                List.of("--stored-ids=100,10", "--stored-ids was [100, 10] but must be numbers"),
                List.of("--stored-ids=10,100", "which ./eos builds in a checkout"),
                List.of("--scope=all", "--scope was 'all' but must be processor or shard"),
                List.of("--kind=copy", "--kind was 'copy' but must be transform, handle, transact"))) {
            Cli.Result result = Cli.eos("bench", wrong.get(0));

            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err()).contains(wrong.get(1));
        }
    }
}
