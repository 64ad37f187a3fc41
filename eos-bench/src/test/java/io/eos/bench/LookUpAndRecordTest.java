package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every contender can be measured, in this JVM and for a moment: what it measures here means nothing. */
class LookUpAndRecordTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"memory", "h2", "postgresql", "mariadb", "redis", "zookeeper", "cassandra"})
    void allTakeTheirTurns(String store) throws Exception {
        Path file = directory.resolve("lines");

        TurnTaking.main(new String[] {store, Started.address(store), "3", "1", "2", file.toString()});

        List<String> who = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode read = new ObjectMapper().readTree(line);
            who.add(read.get("who").asText());
            assertThat(read.get("store").asText()).isEqualTo(store);
            assertThat(read.get("values"))
                    .hasSize(2)
                    .allSatisfy(rate -> assertThat(rate.asDouble()).isPositive());
        }
        assertThat(who).isEqualTo(Contender.all(store));
    }

    @Test
    void jmhRunsIt() throws Exception {
        System.setProperty(Target.ADDRESS, Started.address("h2"));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("LookUpAndRecord")
                        .param("store", "h2")
                        .param("batch", "10")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(50))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        assertThat(results.stream().map(result -> result.getParams().getParam("contender")))
                .containsExactlyInAnyOrderElementsOf(Contender.all("h2"));
    }
}
