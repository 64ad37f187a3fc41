package io.eos.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeasuredPartTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final MeasuredPart part = new MeasuredPart(100, now::get);

    private void reached(long time, long count) {
        now.set(time);
        part.reached(count);
    }

    @Test
    void firstQuarterAndWhatComesAfterTheLastRecordDoNotCount() {
        reached(2_000, 10);
        reached(3_000, 30);
        reached(4_000, 60);
        reached(5_000, 100);
        reached(9_000, 100);

        assertThat(part.records()).isEqualTo(70);
        assertThat(part.nanos()).isEqualTo(2_000);
    }

    @Test
    void allCountsThatCameAtOnce() {
        reached(3_000, 100);

        assertThat(part.records()).isEqualTo(100);
        assertThat(part.nanos()).isEqualTo(2_000);
    }

    @Test
    void aLookThatSeesNothingNewChangesNothing() {
        reached(2_000, 40);
        reached(3_000, 40);
        reached(4_000, 90);

        assertThat(part.records()).isEqualTo(50);
        assertThat(part.nanos()).isEqualTo(2_000);
    }
}
