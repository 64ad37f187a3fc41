package io.eos.cli.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersSectionTest {
    @TempDir
    Path directory;

    @Test
    void cellsSayWhatWasSeenInAllRunsWhoseFaultStruck() {
        assertThat(PeersSection.cell(List.of())).isEqualTo("-");
        assertThat(PeersSection.cell(List.of(record(1, false, Map.of())))).isEqualTo("nothing struck");
        assertThat(PeersSection.cell(List.of(record(1, true, Map.of("lost", 0L)))))
                .isEqualTo("once each");
        assertThat(PeersSection.cell(List.of(
                        record(1, true, Map.of("lost", 1L, "told", 2L)),
                        record(2, true, Map.of("lost", 2L, "doubled", 1L)),
                        record(3, false, Map.of("lost", 9L)))))
                .isEqualTo("**lost 3**, **doubled 1**, told 2 (2 runs)");
    }

    @Test
    void whatTheOffsetPassedAndIsNotLostWasEarly() {
        PeerRecord run = new PeerRecord(
                "2026-01-01", "redis", "x", "plain", "1", "shard", 1, 60, true, Map.of("lost", 1L), Map.of("I5", 3L));

        assertThat(PeersSection.cell(List.of(run))).isEqualTo("**lost 1**, early 2");
    }

    @Test
    void comparisonsStandBehindTheRestOfThePage() throws IOException {
        Path results = Files.createDirectories(directory.resolve("faults"));
        Files.writeString(results.resolve("peers.md"), "About them.\n");
        assertThat(Report.pageOf(results)).doesNotContain("About them.");

        PeerRecord record = record(1, true, Map.of("doubled", 1L));
        Report.append(results, record);

        assertThat(Files.readString(Report.page(results)))
                .contains("About them.", "### On redis", "| `kill-effect-done` | **doubled 1** |")
                .contains("./eos chaos --peer plain --store redis --scenario kill-effect-done --seed 1 --messages 60")
                .contains("- plain: kafka-clients 1.0, 1 runs");
        assertThat(PeerRecord.parse(record.line())).isEqualTo(record);
    }

    private static PeerRecord record(long seed, boolean struck, Map<String, Long> counts) {
        return new PeerRecord(
                "2026-01-01",
                "redis",
                "kill-effect-done",
                "plain",
                "kafka-clients 1.0",
                "shard",
                seed,
                60,
                struck,
                counts,
                Map.of());
    }
}
