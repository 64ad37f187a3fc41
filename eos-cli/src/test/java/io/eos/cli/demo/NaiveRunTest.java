package io.eos.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The half of the demo that has no eos: what it claims about a plain consumer must be so. */
class NaiveRunTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void plainConsumerLosesNothingAndDoublesWhatComesTwice() throws Exception {
        DemoOptions options = new DemoOptions(2_000, 0.1, 2, 1, 7, DemoOptions.Database.H2);
        try (Stage stage = Stage.open(options);
                PaymentProducer producer = stage.send();
                Progress progress =
                        Progress.start(new PrintStream(shown, true, StandardCharsets.UTF_8), 0, "without eos")) {
            Findings findings = stage.run(Variant.NAIVE, progress, producer::done, producer::release);

            assertThat(findings.ledger().lost()).isEmpty();
            assertThat(findings.receipts().lost()).isEmpty();
            assertThat(findings.ledger().foreign()).isEmpty();
            assertThat(findings.ledger().altered()).isEmpty();
            assertThat(findings.ledger().surplus() - findings.ledger().redelivered())
                    .as("what was sent twice is entered twice")
                    .isEqualTo(200);
            assertThat(findings.showHarm()).isTrue();
            assertThat(findings.hold()).isFalse();
            assertThat(findings.wrongBalances()).isNotEmpty();
            assertThat(findings.fates()).singleElement().satisfies(death -> {
                assertThat(death.kill().count()).isPositive();
                assertThat(death.ledger().lost()).isEmpty();
            });
            assertThat(shown.toString(StandardCharsets.UTF_8)).contains("kill -9");
        }
    }
}
