package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

    private static Cli.Result run(String scenarios, String kind) {
        Cli.Result result =
                Cli.eos("chaos", "--scenario", scenarios, "--kind", kind, "--messages", "60", "--seed", "3");
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        return result;
    }
}
