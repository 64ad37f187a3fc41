package io.eos.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Produced PRODUCED = new Produced(
            Map.of(
                    "p-1", new Produced.Entry("a", 100),
                    "p-2", new Produced.Entry("a", 20),
                    "p-3", new Produced.Entry("b", 3)),
            5);

    private final List<Effect> effects = new ArrayList<>(List.of(
            new Effect("p-1", "a", 100, "w-1", 0, 0),
            new Effect("p-2", "a", 20, "w-1", 0, 1),
            new Effect("p-3", "b", 3, "w-2", 1, 0)));

    @Test
    void holdsWhereEachPaymentHasOneEffect() {
        Verdict verdict = Verdict.of(PRODUCED, effects);

        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.distinct()).isEqualTo(3);
        assertThat(PRODUCED.duplicates()).isEqualTo(2);
    }

    @Test
    void saysWhichIsLost() {
        effects.remove(1);

        Verdict verdict = Verdict.of(PRODUCED, effects);

        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.lost()).containsExactly("p-2");
        assertThat(verdict.doubled()).isEmpty();
    }

    @Test
    void saysWhichIsDoubledAndWhetherItWasSentTwiceOrProcessedTwice() {
        effects.add(new Effect("p-1", "a", 100, "w-3", 0, 0));
        effects.add(new Effect("p-3", "b", 3, "w-1", 4, 9));

        Verdict verdict = Verdict.of(PRODUCED, effects);

        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.lost()).isEmpty();
        assertThat(verdict.doubled()).containsExactly("p-1", "p-3");
        assertThat(verdict.surplus()).isEqualTo(2);
        assertThat(verdict.redelivered()).isEqualTo(1);
    }

    @Test
    void lostOneIsNotOutweighedByADoubledOne() {
        effects.set(1, effects.get(0));

        Verdict verdict = Verdict.of(PRODUCED, effects);

        assertThat(verdict.effects()).isEqualTo(3);
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.lost()).containsExactly("p-2");
        assertThat(verdict.doubled()).containsExactly("p-1");
    }

    @Test
    void saysWhatWasNeverProducedOrAltered() {
        effects.set(2, new Effect("p-3", "b", 4, "w-2", 1, 0));
        effects.add(new Effect("p-9", "b", 1, "w-2", 1, 7));

        Verdict verdict = Verdict.of(PRODUCED, effects);

        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.foreign()).containsExactly("p-9");
        assertThat(verdict.altered()).containsExactly("p-3");
    }

    @Test
    void balancesAreTheSumsOfThePayments() {
        assertThat(Verdict.wrongBalances(PRODUCED, Map.of("a", 120L, "b", 3L, "c", 0L)))
                .isEmpty();
        assertThat(Verdict.wrongBalances(PRODUCED, Map.of("a", 220L, "b", 3L))).containsExactly("a");
        assertThat(Verdict.wrongBalances(PRODUCED, Map.of("a", 120L))).containsExactly("b");
        assertThat(Verdict.wrongBalances(PRODUCED, Map.of("a", 120L, "b", 3L, "c", 1L)))
                .containsExactly("c");
    }

    @Test
    void fateTellsWhoSettledAndWhatDidNot() {
        effects.remove(1);
        effects.add(new Effect("p-3", "b", 3, "w-1", 4, 9));

        Fate fate = Fate.of(Set.of("p-1", "p-2", "p-3"), effects);

        assertThat(fate.once()).containsExactly(Map.entry("w-1", 1));
        assertThat(fate.settledOnce()).isEqualTo(1);
        assertThat(fate.lost()).containsExactly("p-2");
        assertThat(fate.doubled()).containsExactly("p-3");
    }
}
