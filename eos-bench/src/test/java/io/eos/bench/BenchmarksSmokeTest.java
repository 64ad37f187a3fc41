package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs, in this JVM and for a moment: what it measures here means nothing. */
class BenchmarksSmokeTest {
    private static final List<String> ALL = Stream.of("record", "findPresent", "findAbsent")
            .flatMap(benchmark -> SideBySide.CLIENTS.stream().map(client -> benchmark + ' ' + client))
            .flatMap(both -> Stream.of("PROCESSOR", "SHARD").map(scope -> both + ' ' + scope))
            .toList();

    @ParameterizedTest
    @ValueSource(
            strings = {"memory", "h2", "postgresql", "mariadb", "redis", "redis-cluster", "zookeeper", "cassandra"})
    void everyBenchmarkRunsAndCountsIds(String store) throws RunnerException {
        System.setProperty(Target.ADDRESS, Started.address(store));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io[.]eos[.]bench[.].*")
                        .exclude("LookUpAndRecord")
                        .param("store", store)
                        .param("batch", "10")
                        .param("results", "500")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(50))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        assertThat(results.stream()
                        .map(result -> result.getParams().getBenchmark().replaceFirst(".*[.]", "")
                                + ' '
                                + result.getParams().getParam("client")
                                + ' '
                                + result.getParams().getParam("scope")))
                .containsExactlyInAnyOrderElementsOf(ALL);
        for (RunResult result : results) {
            Result<?> ids = Objects.requireNonNull(result.getSecondaryResults().get("ids"));
            assertThat(ids.getScoreUnit()).isEqualTo("ops/s");
            // Ten ids to a call; the two rates are taken over times that differ a little.
            assertThat(Math.round(ids.getScore() / result.getPrimaryResult().getScore()))
                    .isEqualTo(10);
        }
    }
}
