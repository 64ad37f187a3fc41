package io.eos.cli.chaos.judge;

import java.util.ArrayList;
import java.util.List;

/** Compares what a run left behind with what eos promises. Pure: it looks at nothing but the evidence. Stateless. */
public final class Checker {
    private static final List<Rule> RULES = List.of(
            ResultRules::everyMessageHasAResult,
            ResultRules::aResultNeverChanges,
            ResultRules::nothingIsLeftBehind,
            FencingRules::tokensIncrease,
            FencingRules::epochsIncrease,
            FencingRules::oldEpochsAreRefused,
            OffsetRule::check,
            EffectRules::effectsAreMadeOnce,
            EffectRules::outputsAreThereOnce,
            EffectRules::deadLettersAreThereOnce,
            EffectRules::claimsExclude,
            EffectRules::repetitionsAreTold,
            OrderRules::callsAreInOrder,
            OrderRules::outputsAreInOrder,
            Checker::drains);

    /** One thing that must hold. */
    @FunctionalInterface
    interface Rule {
        public void check(Evidence evidence, List<Violation> found);
    }

    private Checker() {}

    /** Everything that does not hold. */
    public static List<Violation> check(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        RULES.forEach(rule -> rule.check(evidence, found));
        return found;
    }

    private static void drains(Evidence evidence, List<Violation> found) {
        evidence.backlog()
                .forEach((partition, left) -> found.add(new Violation(
                        Invariant.I9, left + " messages of partition " + partition + " were never committed")));
        evidence.deaths()
                .forEach(worker -> found.add(new Violation(
                        Invariant.I9, worker + " ended by itself, so that somebody must start it again")));
    }
}
