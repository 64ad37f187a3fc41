package io.eos.cli.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.chaos.judge.EffectsAsResults;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Forged;
import io.eos.core.HandlerKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted where nobody keeps results. */
class PeerRecordTest {
    private final Forged run = new Forged(HandlerKind.HANDLE);

    @BeforeEach
    void threeMessages() {
        for (int i = 0; i < 3; i++) {
            run.sent("m" + i, i);
        }
    }

    @Test
    void whereEachHasItsEffectNothingIsCounted() {
        effects(0, 1, 2);
        run.committed(3);

        assertThat(counts())
                .containsEntry("effects", 3L)
                .containsEntry("lost", 0L)
                .containsEntry("doubled", 0L)
                .containsEntry("told", 0L)
                .containsEntry("reordered", 0L)
                .containsEntry("left", 0L);
    }

    @Test
    void whatTheGroupWentPastWithoutAnEffectIsLost() {
        effects(0, 2);
        run.committed(3);

        assertThat(counts()).containsEntry("lost", 1L);
    }

    @Test
    void whatTheGroupHasNotReachedIsLeftAndNotLost() {
        effects(0, 1);
        run.committed(2);
        run.backlog.put(0, 1L);

        assertThat(counts()).containsEntry("lost", 0L).containsEntry("left", 1L);
    }

    @Test
    void aDeadLetterIsNotLostButRefusedWhereNoHandlerRefusesIt() {
        run.sent.set(1, new Sent("m1", 0, 1, true));
        effects(0);
        run.deadLetters.addAll(List.of("m1", "m2"));
        run.committed(3);

        assertThat(counts()).containsEntry("lost", 0L).containsEntry("refused", 1L);
    }

    @Test
    void aSecondEffectIsDoubledUnlessTheHandlerWasTold() {
        effects(0, 1, 1, 2);
        run.effect("m2", "b", 2, 0, true);
        run.committed(3);

        assertThat(counts()).containsEntry("doubled", 1L).containsEntry("told", 1L);
    }

    @Test
    void whatComesBeforeAnEarlierOneIsReordered() {
        effects(0, 2, 1);
        run.committed(3);

        assertThat(counts()).containsEntry("reordered", 1L);
    }

    private void effects(int... numbers) {
        for (int number : numbers) {
            run.effect("m" + number, "a", number, 0, false);
        }
    }

    private Map<String, Long> counts() {
        run.stored.addAll(EffectsAsResults.stored(run.told, run.deadLetters));
        run.workers.addAll(EffectsAsResults.recorded(run.told, run.deadLetters));
        Evidence evidence = run.evidence();
        return PeerRecord.count(evidence, run.check());
    }
}
