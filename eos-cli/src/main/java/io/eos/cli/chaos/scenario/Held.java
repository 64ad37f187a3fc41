package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Launch;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.FaultPoint;
import io.eos.cli.chaos.worker.Trigger;
import io.eos.cli.chaos.worker.Trigger.Action;
import io.eos.cli.demo.Pause;
import io.eos.spi.SettingsReader;
import java.util.Map;

/** One thread of one worker is held at a point, past its lease and past {@code max.poll.interval.ms}; the rest of the worker goes on. */
record Held(FaultPoint point) implements Scenario {
    @Override
    public String name() {
        return "hold-" + SettingsReader.hyphenated(point);
    }

    @Override
    public String title() {
        return "a thread waits " + point.title() + ", past the lease and past max.poll.interval.ms";
    }

    @Override
    public Map<String, String> settings() {
        // What is in hand must be finished before the group takes a partition away.
        return Map.of("kafka.consumer.max.poll.interval.ms", "4000", "drain-timeout", "3s");
    }

    @Override
    public void play(Trial trial) {
        Worker victim =
                trial.start(Launch.struck(new Trigger.Order(point, Action.HOLD, point.drawPasses(trial.random()))));
        trial.start();
        trial.awaitStrike(victim);
        trial.fault("held " + victim.name());
        Pause.of(Trigger.HOLD);
    }
}
