package io.eos.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * When which kind of worker is killed: the same for the same seed. Immutable.
 *
 * @param kills in the order in which they are made
 */
record KillPlan(List<Kill> kills) {
    /**
     * One kill.
     *
     * @param after which part of the work has been begun by then, from 0 to 1
     * @param draw picks the victim among those that are at work
     * @param holding which handler should have unsettled payments when it happens
     */
    record Kill(double after, int draw, Journal.Kind holding) {}

    KillPlan {
        kills = List.copyOf(kills);
    }

    /** Kills spread over the first three quarters of the work, in turn for each kind of handler. */
    static KillPlan of(int kills, List<Journal.Kind> kinds, long seed) {
        Random random = new Random(seed ^ 0x6b696c6c);
        List<Kill> plan = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            double after = 0.75 * (i + 0.4 + 0.6 * random.nextDouble()) / kills;
            plan.add(new Kill(after, random.nextInt(1_000), kinds.get(i % kinds.size())));
        }
        return new KillPlan(plan);
    }
}
