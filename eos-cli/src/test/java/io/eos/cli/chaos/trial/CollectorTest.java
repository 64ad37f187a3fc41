package io.eos.cli.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.audit.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Outputs that Kafka shows, and whose transactions have no marker of their own. */
class CollectorTest {
    @Test
    void thatOfAMessageWithAnotherOutputWasAbortedAndTheOnlyOneWasCommitted() {
        Effect marked = output("m1", 1);
        Effect aborted = output("m1", 2);
        Effect committed = output("m2", 3);

        assertThat(Collector.rightOnes(List.of(marked, aborted, committed), List.of(marked)))
                .containsExactly(marked, committed);
    }

    private static Effect output(String id, long offset) {
        return new Effect(id, "account", 1, "worker", 0, offset);
    }
}
