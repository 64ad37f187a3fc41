package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Launch;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.chaos.worker.WorkerPlan;
import io.eos.cli.demo.Pause;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.Map;

/** Members of the group that keep their name: one is killed, or frozen, and another one comes in its place. */
record StaticMember(Return back) implements Scenario {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final String NAME = "kafka.consumer.group.instance.id";

    /** When another one of the name comes. */
    enum Return {
        /** Its partitions are still its own. */
        WITHIN("SIGKILL, back within the session timeout"),
        /** Its partitions went to others. */
        AFTER("SIGKILL, back after the session timeout"),
        /** While the first one is frozen. */
        TWIN("SIGSTOP, a second one takes its name, SIGCONT of the first");

        private final String title;

        Return(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return "static-member-" + SettingsReader.hyphenated(back);
    }

    @Override
    public String title() {
        return "static members (group.instance.id): " + back.title;
    }

    @Override
    public String shows() {
        return switch (back) {
            case WITHIN -> "who comes back under its name goes on where it was killed, though the group never noticed";
            case AFTER -> "partitions go to others and back again";
            case TWIN ->
                "of two with one name the older one changes nothing any more, and ends with an error that says why";
        };
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("kafka.consumer.session.timeout.ms", Long.toString(SESSION.toMillis()));
    }

    @Override
    public void play(Trial trial) {
        Launch named = Launch.with(Map.of(NAME, "one"));
        Worker first = trial.start(named);
        Worker other = trial.start(Launch.with(Map.of(NAME, "two")));
        trial.awaitWork(first, other);
        if (back == Return.TWIN) {
            trial.fault("froze " + first.name());
            first.freeze();
        } else {
            trial.fault("killed " + first.name());
            first.kill();
        }
        Pause.of(back == Return.AFTER ? SESSION.plusSeconds(3) : Duration.ofSeconds(1));
        trial.fault("another one of that name");
        Worker second = trial.start(named);
        if (back == Return.TWIN) {
            if (trial.arena().system() == StorageSystem.H2) {
                // Nobody can open a file that a frozen process keeps open for the others.
                Pause.of(WorkerPlan.LEASE);
            } else {
                trial.awaitWork(second);
            }
            first.expectEnd();
            first.thaw();
            trial.await(() -> !first.isAlive());
            if (!first.log().contains("FencedInstanceId")) {
                trial.find(new Violation(Invariant.I9, first.name() + " ended without saying why" + first.logTail()));
            }
        }
        trial.awaitWork(second);
    }
}
