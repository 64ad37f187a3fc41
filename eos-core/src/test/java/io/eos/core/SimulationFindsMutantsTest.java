package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing may look at nothing: with a rule of the protocol taken out of the code it must find that. */
@ExtendWith(SimQuiet.class)
class SimulationFindsMutantsTest {
    private static final long SEEDS = 2_000;

    @ParameterizedTest
    @EnumSource(SimMutant.class)
    void finds(SimMutant mutant) throws ReflectiveOperationException {
        String found = new SimMutation(mutant).run(SEEDS);
        System.out.println(mutant + " is found by " + found);
        assertThat(found)
                .as("what %s seeds violate without the rule %s", SEEDS, mutant)
                .isNotNull();
    }

    @Test
    void aPlanThatFailsIsMadeSmallerAsLongAsItFails() {
        SimPlan plan = SimPlanner.of(1);
        SimPlan.Message one = plan.messages().get(7);
        SimPlan.Fault fault = plan.faults().get(1);
        SimPlan least = new SimShrinker(smaller ->
                        smaller.messages().contains(one) && smaller.faults().contains(fault))
                .shrink(plan);
        assertThat(least.messages()).containsExactly(one);
        assertThat(least.faults()).containsExactly(fault);
    }
}
