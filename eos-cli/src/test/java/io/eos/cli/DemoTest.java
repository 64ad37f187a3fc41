package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole demo, small: broker, database, workers and kills are real. */
class DemoTest {
    @Test
    void auditHoldsWithEosAndShowsTheHarmWithout() {
        Cli.Result result = Cli.eos("demo", "--messages", "2000", "--nodes", "2", "--kill", "2", "--seed", "3");

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("THE AUDIT HOLDS");
        assertThat(row(result, "payments produced")).containsExactly(2_000L, 2_000L, 2_000L, 2_000L);
        assertThat(row(result, "duplicates sent")).containsExactly(200L, 200L, 200L, 200L);
        assertThat(row(result, "processed")).containsExactly(2_000L, 2_000L, 2_000L, 2_000L);
        assertThat(row(result, "LOST")).containsExactly(0L, 0L, 0L, 0L);
        assertThat(row(result, "DOUBLED").subList(0, 2)).containsExactly(0L, 0L);
        assertThat(row(result, "    sent twice")).containsExactly(0L, 0L, 200L, 200L);
        assertThat(row(result, "accounts with a wrong balance").get(0)).isZero();
        assertThat(row(result, "accounts with a wrong balance").get(1)).isPositive();
        assertThat(result.out().lines().filter(line -> line.matches("  kill -9 of worker-\\d+ .*")))
                .as("two kills in each run, each while its victim held something")
                .hasSize(4)
                .noneMatch(line -> line.contains("held 0 "));
        assertThat(result.out().lines().filter(line -> line.contains("became:")))
                .isNotEmpty()
                .allMatch(line -> line.contains("; 0 lost"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb", "redis", "zookeeper"})
    void auditHoldsOnAServer(String store) {
        Cli.Result result =
                Cli.eos("demo", "--store", store, "--messages", "1000", "--nodes", "2", "--kill", "1", "--seed", "5");

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("THE AUDIT HOLDS");
        assertThat(row(result, "processed")).containsExactly(1_000L, 1_000L, 1_000L, 1_000L);
        assertThat(row(result, "LOST")).containsExactly(0L, 0L, 0L, 0L);
        assertThat(row(result, "DOUBLED").subList(0, 2)).containsExactly(0L, 0L);
        assertThat(row(result, "accounts with a wrong balance").get(0)).isZero();
    }

    @Test
    void sinkThatAppliesEachIdempotencyKeyOnceStandsBesideOneThatDoesNot() {
        Cli.Result result = Cli.eos(
                "demo", "--store", "cassandra", "--messages", "1000", "--nodes", "2", "--kill", "2", "--seed", "5");

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out())
                .contains("plain CQL on the ledger", "THE AUDIT HOLDS")
                .containsPattern("ledger +unkeyed +receipts +ledger +receipts")
                .containsPattern("The unkeyed ledger .* doubled \\d+ payments");
        assertThat(row(result, "processed")).containsExactly(1_000L, 1_000L, 1_000L, 1_000L, 1_000L);
        assertThat(row(result, "LOST")).containsExactly(0L, 0L, 0L, 0L, 0L);
        List<Long> doubled = row(result, "DOUBLED");
        assertThat(List.of(doubled.get(0), doubled.get(2))).containsExactly(0L, 0L);
        assertThat(row(result, "accounts with a wrong balance").get(0)).isZero();
    }

    private static List<Long> row(Cli.Result result, String what) {
        String line = result.out()
                .lines()
                .filter(one -> one.startsWith(what + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row '" + what + "' in\n" + result.out()));
        return Arrays.stream(line.substring(what.length()).strip().split(" +"))
                .map(number -> Long.parseLong(number.replace(",", "")))
                .toList();
    }
}
