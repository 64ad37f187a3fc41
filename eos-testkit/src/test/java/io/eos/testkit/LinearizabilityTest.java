package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Histories of a register, whose verdict is known. */
class LinearizabilityTest {
    private final List<History.Entry<Integer>> history = new ArrayList<>();

    private void write(int value, long began, long ended) {
        history.add(new History.Entry<>("write " + value, began, ended, state -> Optional.of(value)));
    }

    private void read(int value, long began, long ended) {
        history.add(new History.Entry<>(
                "read " + value, began, ended, state -> state == value ? Optional.of(state) : Optional.empty()));
    }

    private Optional<String> violation() {
        return Linearizability.violation(0, history);
    }

    @Test
    void aReadOfWhatWasWrittenBeforeIsFine() {
        write(1, 1, 2);
        read(1, 3, 4);
        assertThat(violation()).isEmpty();
    }

    @Test
    void aReadOfWhatWasOverwrittenIsFound() {
        write(1, 1, 2);
        write(2, 3, 4);
        read(1, 5, 6);
        assertThat(violation()).hasValueSatisfying(report -> assertThat(report).contains("[5 to 6] read 1"));
    }

    @Test
    void callsThatOverlapHaveEitherOrder() {
        write(1, 1, 10);
        write(2, 2, 9);
        read(1, 11, 12);
        assertThat(violation()).isEmpty();
        history.remove(2);
        read(2, 11, 12);
        assertThat(violation()).isEmpty();
    }

    @Test
    void butOneOrderForAll() {
        write(1, 1, 10);
        write(2, 2, 9);
        read(1, 11, 12);
        read(2, 13, 14);
        assertThat(violation()).isPresent();
    }

    @Test
    void aCallOfUnknownOutcomeMayHaveHappenedOrNot() {
        write(1, 1, History.NEVER);
        read(0, 2, 3);
        assertThat(violation()).isEmpty();
        read(1, 4, 5);
        assertThat(violation()).as("late").isEmpty();
        read(0, 6, 7);
        assertThat(violation()).as("and undone").isPresent();
    }

    @Test
    void itDidNotHappenBeforeItWasMade() {
        read(1, 1, 2);
        write(1, 3, History.NEVER);
        assertThat(violation()).isPresent();
    }

    @Test
    @Timeout(60)
    void manyOrdersThatLeadToTheSameStateAreTriedOnce() {
        for (int i = 0; i < 16; i++) {
            write(i % 2, 1, 100);
        }
        read(7, 101, 102);
        assertThat(violation()).isPresent();
    }
}
