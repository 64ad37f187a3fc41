package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Launch;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.FaultPoint;
import io.eos.cli.chaos.worker.Trigger;
import io.eos.cli.chaos.worker.Trigger.Action;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.Pause;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.Map;

/**
 * One of two workers is frozen with SIGSTOP at a point until its lease and its session have run out and the other one has gone on, and
 * then wakes.
 *
 * @param throwing whether its handler then fails, rather than complete
 */
record FreezeAt(FaultPoint point, boolean throwing) implements Scenario {
    private static final Duration FROZEN = WorkerPlan.LEASE.multipliedBy(2).plusSeconds(1);

    @Override
    public String name() {
        return "freeze-" + SettingsReader.hyphenated(point) + (throwing ? "-throw" : "");
    }

    @Override
    public String title() {
        return "SIGSTOP " + point.title() + " past lease and session, SIGCONT"
                + (throwing ? ", the handler throws" : "");
    }

    @Override
    public void play(Trial trial) {
        Worker victim = trial.start(new Launch(
                new Trigger.Order(point, Action.STOP, point.drawPasses(trial.random())),
                throwing,
                Map.of(),
                Duration.ZERO));
        trial.start();
        trial.awaitStrike(victim);
        victim.frozen();
        trial.fault("froze " + victim.name());
        Pause.of(FROZEN);
        trial.fault("woke " + victim.name());
        victim.thaw();
        trial.awaitWork();
    }
}
