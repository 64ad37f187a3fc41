package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.trial.Launch;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.Pause;
import java.time.Duration;
import java.util.List;

/** The wall clocks of workers are ten minutes ahead and behind. */
record ClockSkew() implements Scenario {
    private static final Duration SKEW = Duration.ofMinutes(10);
    private static final String SAYS = "wall-";

    @Override
    public String name() {
        return "clock-skew";
    }

    @Override
    public String title() {
        return "wall clocks of workers 10 minutes ahead and behind, SIGKILL of one, SIGSTOP of the other";
    }

    @Override
    public String shows() {
        return "no decision goes by a worker's wall clock: leases, tokens and retention by the store's, timers by one that only runs";
    }

    @Override
    public void play(Trial trial) {
        Worker ahead = trial.start(Launch.skewed(SKEW));
        Worker behind = trial.start(Launch.skewed(SKEW.negated()));
        trial.awaitWork(ahead, behind);
        trial.await(() -> skew(ahead) > 0 && skew(behind) < 0);
        trial.fault("killed " + ahead.name());
        ahead.kill();
        Worker next = trial.start();
        trial.awaitWork(next);
        trial.fault("froze " + behind.name());
        behind.freeze();
        Pause.of(WorkerPlan.LEASE.plusSeconds(3));
        trial.fault("woke " + behind.name());
        behind.thaw();
        trial.start(Launch.skewed(SKEW));
    }

    /** Minutes by which its clock is ahead, by what it said at its start: more than one, or 0. */
    private static long skew(Worker worker) {
        List<Long> said = worker.events().stream()
                .filter(event -> event.is(Event.Type.FAULT) && event.note().startsWith(SAYS))
                .map(event -> Long.parseLong(event.note().substring(SAYS.length())))
                .toList();
        return said.isEmpty()
                ? 0
                : Duration.ofMillis(said.get(0) - System.currentTimeMillis()).toMinutes();
    }
}
