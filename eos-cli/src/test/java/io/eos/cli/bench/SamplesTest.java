package io.eos.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.eos.cli.bench.Samples.Sample;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rate of several nodes is that of the time in which all of them worked. */
class SamplesTest {
    @Test
    void timeBeforeAndAfterDoesNotCount() {
        Samples early = new Samples(List.of(new Sample(0, 10), new Sample(1000, 5000), new Sample(2000, 7000)));
        Samples late = new Samples(List.of(new Sample(1000, 0), new Sample(3000, 2000)));

        assertThat(Samples.rate(List.of(early, late)).orElseThrow())
                .as("from 1,000 to 2,000 ms: 2,000 and, in proportion, 1,000")
                .isCloseTo(3000, within(0.1));
    }

    @Test
    void theFirstQuarterDoesNotCount() {
        Samples one = new Samples(
                List.of(new Sample(0, 1), new Sample(1000, 10), new Sample(2000, 40), new Sample(3000, 100)));

        assertThat(Samples.rate(List.of(one)).orElseThrow())
                .as("60 from 2,000 to 3,000 ms")
                .isCloseTo(60, within(0.1));
    }

    @Test
    void nodesThatNeverWorkedTogetherHaveNoRate() {
        Samples first = new Samples(List.of(new Sample(0, 1), new Sample(10, 2)));
        Samples second = new Samples(List.of(new Sample(10, 1), new Sample(20, 2)));

        assertThat(Samples.rate(List.of(first, second))).isEmpty();
        assertThat(Samples.rate(List.of(first, new Samples(List.of())))).isEmpty();
    }

    @Test
    void areReadAsTheyWereWritten(@TempDir Path directory) throws Exception {
        Samples samples = new Samples(List.of(new Sample(5, 6), new Sample(7, 8)));
        samples.write(directory.resolve("samples"));

        assertThat(Samples.read(directory.resolve("samples"))).isEqualTo(samples);
    }
}
