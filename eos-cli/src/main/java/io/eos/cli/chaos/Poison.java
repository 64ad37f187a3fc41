package io.eos.cli.chaos;

import io.eos.cli.chaos.Trigger.Action;
import io.eos.spi.SettingsReader;

/** Every twentieth message is refused by its handler, and a worker is killed at a point where a dead letter is on its way. */
record Poison(FaultPoint point) implements Scenario {
    @Override
    public String name() {
        return "poison-kill-" + SettingsReader.hyphenated(point);
    }

    @Override
    public String title() {
        return "every 20th message is poison, SIGKILL " + point.title();
    }

    @Override
    public boolean poison() {
        return true;
    }

    @Override
    public void play(Trial trial) {
        Worker victim = trial.start(new Trigger.Order(point, Action.KILL, point.drawPasses(trial.random())), false);
        victim.expectEnd();
        trial.start();
        trial.awaitStrike(victim);
        trial.fault("killed " + victim.name());
    }
}
