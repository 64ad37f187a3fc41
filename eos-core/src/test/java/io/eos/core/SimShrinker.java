package io.eos.core;

import io.eos.core.SimPlan.Fault;
import io.eos.core.SimPlan.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a plan that fails smaller: leaves out faults and messages as long as it still fails. */
final class SimShrinker {
    private static final int MOST_RUNS = 400;

    private final Predicate<SimPlan> fails;
    private int runs;

    /**
     * A shrinker.
     *
     * @param fails whether a plan still shows what is looked for
     */
    SimShrinker(Predicate<SimPlan> fails) {
        this.fails = fails;
    }

    SimPlan shrink(SimPlan plan) {
        SimPlan smallest = plan;
        int before;
        do {
            before = size(smallest);
            smallest = faults(smallest);
            smallest = messages(smallest);
        } while (size(smallest) < before && runs < MOST_RUNS);
        return smallest;
    }

    private static int size(SimPlan plan) {
        return plan.faults().size() + plan.messages().size();
    }

    private boolean stillFails(SimPlan plan) {
        return runs++ < MOST_RUNS && fails.test(plan);
    }

    private SimPlan faults(SimPlan plan) {
        SimPlan smallest = plan;
        for (int i = plan.faults().size() - 1; i >= 0; i--) {
            List<Fault> fewer = new ArrayList<>(smallest.faults());
            fewer.remove(i);
            SimPlan smaller = smallest.with(smallest.messages(), fewer);
            if (stillFails(smaller)) {
                smallest = smaller;
            }
        }
        return smallest;
    }

    /** By halves first, then one by one. */
    private SimPlan messages(SimPlan plan) {
        SimPlan smallest = plan;
        for (int size = Math.max(1, plan.messages().size() / 2); size > 0; size /= 2) {
            for (int from = smallest.messages().size() - size; from >= 0; from -= size) {
                List<Message> fewer = new ArrayList<>(smallest.messages());
                fewer.subList(from, from + size).clear();
                SimPlan smaller = smallest.with(fewer, smallest.faults());
                if (stillFails(smaller)) {
                    smallest = smaller;
                }
                from = Math.min(from, smallest.messages().size());
            }
        }
        return smallest;
    }
}
