package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The text of rate and lag. */
class CopyRunTest {
    @Test
    void rateIsPerSecondAndOfThisProcess() {
        assertThat(CopyRun.text(1_500, 500_000_000, 12_345)).isEqualTo("3,000/s here, lag 12,345");
        assertThat(CopyRun.text(1, 2_000_000_000, 0)).isEqualTo("1/s here, lag 0");
        assertThat(CopyRun.text(0, 0, 7)).isEqualTo("0/s here, lag 7");
    }
}
