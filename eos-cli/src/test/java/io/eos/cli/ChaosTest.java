package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short matrix of faults, on the embedded default: broker, store, workers, kill and freeze are real. */
class ChaosTest {
    @Test
    void everythingHoldsWhereWorkersAreKilledAndFrozen() {
        Cli.Result result = run("kill-effect-done,freeze-mid-handler", "handle");

        assertThat(result.out()).contains("2 runs on h2: everything held");
        assertThat(result.out().lines().filter(line -> line.contains("kill-effect-done")))
                .as("the effect that was made before its worker died is made again, and the handler is told")
                .hasSize(1)
                .allMatch(line -> line.matches(".*repeated [1-9].*"));
        // Whether the worker that wakes makes its effect before or after its successor is a matter of milliseconds.
        assertThat(result.out().lines().filter(line -> line.contains("freeze-mid-handler")))
                .hasSize(1)
                .allMatch(line -> line.contains("holds"));
    }

    @Test
    void outputsOfTwoProcessorsAreThereOnceWhereAWorkerOfEachIsKilledBetweenResultAndOffset() {
        assertThat(run("two-processors", "transform").out()).contains("1 runs on h2: everything held");
    }

    @Test
    void whatHeldBeforeIsLeftOut(@TempDir Path directory) throws IOException {
        Path results = Files.writeString(
                directory.resolve("results.jsonl"),
                record("h2", "{}") + record("redis", "{}") + record("redis", "{\"I2\":1}"));

        Cli.Result result =
                Cli.eos(("chaos --store h2,redis --scenario kill-mid-handler --kind handle --seed 7 --messages 60"
                                + " --resume --report " + directory)
                        .split(" "));

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out())
                .contains("0 runs on h2: everything held; left out, since they held before: 1")
                .contains("0 runs on redis: everything held; left out, since they held before: 1");
        assertThat(results).hasContent(record("h2", "{}") + record("redis", "{}") + record("redis", "{\"I2\":1}"));
    }

    private static String record(String store, String violations) {
        return "{\"date\":\"2026-11-29\",\"store\":\"" + store
                + "\",\"scenario\":\"kill-mid-handler\",\"kind\":\"handle\","
                + "\"scope\":\"shard\",\"seed\":7,\"messages\":60,\"struck\":true,\"violations\":" + violations
                + ",\"first\":\"\",\"counts\":{}}\n";
    }

    private static Cli.Result run(String scenarios, String kind) {
        Cli.Result result =
                Cli.eos("chaos", "--scenario", scenarios, "--kind", kind, "--messages", "60", "--seed", "3");
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        return result;
    }
}
