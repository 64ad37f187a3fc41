package io.eos.cli.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.chaos.Chaos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsPageTest {
    private static final Path COMMITTED = Path.of("..", "docs", "faults");

    @TempDir
    Path directory;

    @Test
    void committedPageIsWhatTheCommittedResultsMake() throws IOException {
        assertThat(Files.readString(Report.page(COMMITTED)))
                .as("./eos chaos --report docs/faults writes both")
                .isEqualTo(Report.pageOf(COMMITTED));
    }

    @Test
    void committedResultsAreOfScenariosThatThereAre() throws IOException {
        List<RunRecord> records = Report.read(COMMITTED);

        assertThat(records).isNotEmpty().allMatch(record -> Chaos.knows(record.scenario()));
    }

    @Test
    void resultsAreAddedAndThePageNamesWhatDidNotHold() throws IOException {
        Path results = directory.resolve("faults");
        RunRecord well = record(1, Map.of());
        RunRecord bad = record(2, Map.of("I1", 3L));
        Report.append(results, well);
        Report.append(results, bad);

        assertThat(Report.read(results)).containsExactly(well, bad);
        assertThat(Files.readString(Report.page(results)))
                .contains("2 runs, of which 1 held", "| 1/2 |")
                .contains(
                        "./eos chaos --store redis --scenario kill-after-poll --kind handle --seed 2 --messages 60`: {I1=3}")
                .doesNotContain("--seed 1 --messages");
    }

    @Test
    void aRunThatDidNotHoldAndDidLaterIsShownAsThat() {
        RunRecord bad = record(2, Map.of("I1", 3L));

        assertThat(FaultsPage.of(List.of(bad, record(2, Map.of())), ""))
                .contains("a later run of the same command held");
        assertThat(FaultsPage.of(List.of(record(2, Map.of()), bad, record(3, Map.of())), ""))
                .doesNotContain("a later run of the same command held");
    }

    @Test
    void whatWasFoundStandsOnThePage() throws IOException {
        Path results = Files.createDirectories(directory.resolve("faults"));
        Files.writeString(results.resolve("found.md"), "- a defect\n");

        assertThat(Report.pageOf(results)).endsWith("- a defect\n");
    }

    private static RunRecord record(long seed, Map<String, Long> violations) {
        return new RunRecord(
                "2026-01-01",
                "redis",
                "kill-after-poll",
                "handle",
                "shard",
                seed,
                60,
                true,
                violations,
                violations.isEmpty() ? "" : "I1: lost",
                Map.of("sent", 70L));
    }
}
