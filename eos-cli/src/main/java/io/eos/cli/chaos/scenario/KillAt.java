package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Launch;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.FaultPoint;
import io.eos.cli.chaos.worker.Trigger;
import io.eos.cli.chaos.worker.Trigger.Action;
import io.eos.spi.SettingsReader;

/** One of two workers is killed with SIGKILL at a point; the other one goes on alone. */
record KillAt(FaultPoint point) implements Scenario {
    @Override
    public String name() {
        return "kill-" + SettingsReader.hyphenated(point);
    }

    @Override
    public String title() {
        return "SIGKILL " + point.title();
    }

    @Override
    public void play(Trial trial) {
        Worker victim =
                trial.start(Launch.struck(new Trigger.Order(point, Action.KILL, point.drawPasses(trial.random()))));
        victim.expectEnd();
        trial.start();
        trial.awaitStrike(victim);
        trial.fault("killed " + victim.name());
    }
}
