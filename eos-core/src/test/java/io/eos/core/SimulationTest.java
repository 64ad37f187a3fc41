package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.core.SimPlan.Fault;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The real core under simulated faults, seed by seed: {@code docs/simulation.md} says how. {@code -Deos.sim.seeds=100000} runs more of them,
 * {@code -Deos.sim.from=17} others, {@code -Deos.sim.seed=17} tells all about one.
 */
@ExtendWith(SimQuiet.class)
class SimulationTest {
    private static final long SEEDS = Long.getLong("eos.sim.seeds", 2_000);
    private static final long FROM = Long.getLong("eos.sim.from", 0);
    /** With fewer, some faults are too seldom to be counted on. */
    private static final long ENOUGH = 2_000;

    @Test
    void noSeedViolatesAnInvariant() throws InterruptedException {
        Long only = Long.getLong("eos.sim.seed");
        if (only != null) {
            String told = SimRunner.explain(only);
            System.out.println(told);
            assertThat(told).endsWith("violates nothing");
            return;
        }
        SimRunner runner = new SimRunner(FROM, SEEDS);
        SimRunner.Failure failure = runner.run();
        System.out.println("seeds " + FROM + " to " + (FROM + SEEDS - 1) + ": " + runner.coverage);
        assertThat(failure)
                .as(() -> failure == null ? "" : SimRunner.explain(failure.seed()))
                .isNull();
        assertThat(runner.coverage.fewestFaults())
                .as("faults in the calmest run")
                .isGreaterThanOrEqualTo(3);
        if (SEEDS >= ENOUGH) {
            assertCovered(runner.coverage);
        }
    }

    private static void assertCovered(SimCoverage coverage) {
        Set<String> missed = new TreeSet<>();
        for (HandlerKind kind : HandlerKind.values()) {
            for (Step step : Step.values()) {
                if (step.concerns(kind) && coverage.times(kind, step) == 0) {
                    missed.add(kind + " " + step);
                }
            }
        }
        for (Step step : Step.values()) {
            if (coverage.times("step:" + step + " CRASH") == 0) {
                missed.add("a crash after " + step);
            }
        }
        Set<SimPlan.How> seen = Arrays.stream(SimPlan.How.values())
                .filter(how -> coverage.labels().stream().anyMatch(label -> label.endsWith(" " + how)))
                .collect(Collectors.toSet());
        assertThat(missed).as("steps and crash points that no seed came to").isEmpty();
        assertThat(seen).as("faults").containsExactlyInAnyOrder(SimPlan.How.values());
    }

    @Test
    void aSeedIsAWholeRun() {
        try (SimThreads threads = new SimThreads()) {
            for (long seed = 0; seed < 60; seed++) {
                SimPlan plan = SimPlanner.of(seed);
                assertThat(SimWorld.run(plan, threads, false).fingerprint())
                        .as("seed %s", seed)
                        .isEqualTo(SimWorld.run(plan, threads, true).fingerprint());
            }
        }
    }

    @Test
    void everyPlanIsLargeEnough() {
        for (long seed = 0; seed < 1_000; seed++) {
            SimPlan plan = SimPlanner.of(seed);
            assertThat(plan.nodes()).isGreaterThanOrEqualTo(2);
            assertThat(plan.messages()).hasSizeGreaterThanOrEqualTo(30);
            assertThat(plan.faults()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(plan.faults())
                    .filteredOn(fault -> fault.point().equals(Fault.TIME))
                    .hasSizeGreaterThanOrEqualTo(3);
        }
    }
}
