package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.worker.FaultPoint;

/** Every twentieth message is refused by its handler, and a worker is killed at a point where a dead letter is on its way. */
record Poison(FaultPoint point) implements Scenario {
    private KillAt kill() {
        return new KillAt(point);
    }

    @Override
    public String name() {
        return "poison-" + kill().name();
    }

    @Override
    public String title() {
        return "every 20th message is poison, " + kill().title();
    }

    @Override
    public boolean poison() {
        return true;
    }

    @Override
    public void play(Trial trial) {
        kill().play(trial);
    }
}
