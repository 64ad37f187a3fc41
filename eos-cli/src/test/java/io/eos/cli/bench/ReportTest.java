package io.eos.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that is made from lines of JSON. */
class ReportTest {
    @TempDir
    private Path directory;

    private String page = "";

    @BeforeEach
    void makeIt() throws IOException {
        try (InputStream lines = Objects.requireNonNull(ReportTest.class.getResourceAsStream("measurements.jsonl"))) {
            Files.copy(lines, directory.resolve(Results.FILE));
        }
        page = Files.readString(Results.of(directory).writeReport());
    }

    @Test
    void ratiosStandBesideTheirAims() {
        assertThat(aim("look-up and results at batch 500, Redis")).isEqualTo("≥ 10 × | 20 × ✓ (20 to 20)");
        assertThat(aim("dedupe by business id, H2"))
                .as("the median of the ratios of each run, with the least and the greatest")
                .isEqualTo("≥ 0.50 × | 0.50 × ✓ (0.40 to 0.55)");
        assertThat(aim("dedupe, redis, 2 ms")).isEqualTo("≥ 0.80 × | 0.90 × ✓ (0.90 to 0.90)");
        assertThat(aim("dedupe by coordinates, against the bare"))
                .as("whatever the store")
                .isEqualTo("≥ 0.90 × | 0.90 × ✓ (0.90 to 0.95)");
        assertThat(aim("added latency")).isEqualTo("≤ 5.00 ms | 7.50 ms ✗");
        assertThat(aim("look-up and results at batch 500, ZooKeeper")).endsWith("not measured");
        assertThat(aim("heap after collections"))
                .as("the worst of those whose quarters are both known")
                .isEqualTo("≤ 1.25 × | 1.10 × ✓");
    }

    private String aim(String what) {
        MatchResult row = Pattern.compile(
                        "<tr><td>" + Pattern.quote(what) + "[^<]*</td><td>([^<]*)</td><td>([^<]*)</td></tr>")
                .matcher(page)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no aim " + what + " in " + page));
        return row.group(1) + " | " + row.group(2);
    }

    @Test
    void everyChartSaysWhatItDoesNotShow() {
        List<String> figures = Pattern.compile("<figure>(.*?)</figure>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(figures)
                .hasSize(10)
                .allSatisfy(figure -> assertThat(figure)
                        .contains("<svg", "aria-label=", "</svg>")
                        .containsPattern("<figcaption>The chart does not show .*[.]</figcaption>"));
        assertThat(figures.get(1))
                .contains(">plain-batch</text>", ">63k</text>")
                .doesNotContain(">1.1k</text>");
    }

    @Test
    void pageNeedsNothingElse() {
        assertThat(page).doesNotContain("<script", "<link", "src=", "@import").doesNotContainPattern("href=\"(?!#)");
        TreeSet<String> ids = new TreeSet<>();
        Pattern.compile(" id=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .forEach(one -> assertThat(ids.add(one.group(1)))
                        .as("ids of charts are their own: " + one.group(1))
                        .isTrue());
        assertThat(page).contains("kafka-clients</td><td>4.4.0 &lt;test&gt;");
    }

    @Test
    void measurementIsReadAsItWasWritten() throws IOException {
        Results results = Results.begin(directory.resolve("new"), Map.of("java", "17"));
        Measurement one =
                Measurement.of("copy", "h2", "eos", Map.of("identity", "key"), "records/s", List.of(3.5, 4.0));

        results.add(one);

        assertThat(results.measurements()).containsExactly(one);
        assertThat(results.environment()).isEqualTo(Map.of("java", "17"));
    }

    @Test
    void whatIsNoMeasurementIsTold() {
        assertThatThrownBy(() -> Measurement.parse("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> Results.of(directory.resolve("elsewhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("elsewhere");
    }
}
