package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.judge.Checker;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.TrialPlan;
import io.eos.cli.chaos.worker.FaultPoint;

/** Two processors keep the results of the same ids in one store; a worker of each is killed. */
record TwoProcessors() implements Scenario {
    private static final KillAt KILL = new KillAt(FaultPoint.RESULT_ACKNOWLEDGED);

    @Override
    public String name() {
        return "two-processors";
    }

    @Override
    public String title() {
        return "two processors with the same ids in one store, SIGKILL of a worker of each";
    }

    @Override
    public String shows() {
        return "results, claims and watermarks of one processor are nothing to another one: each has all of its own";
    }

    @Override
    public void play(Trial trial) {
        TrialPlan mine = trial.plan();
        TrialPlan plan = new TrialPlan(
                mine.name() + "-b", KILL, mine.kind(), mine.scope(), mine.seed(), mine.messages(), mine.program());
        KILL.play(trial);
        try (Trial other = new Trial(trial.arena(), plan)) {
            Evidence evidence = other.run();
            trial.await(other::struck);
            Checker.check(evidence)
                    .forEach(each ->
                            trial.find(new Violation(each.invariant(), "of the other processor: " + each.text())));
        }
    }
}
