package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Arena;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.Pause;
import io.eos.spi.SettingsReader;
import java.time.Duration;

/** Dead letters cannot be published for a while, or not as they are. */
record DeadLetterFault(How how) implements Scenario {
    private static final Duration TIME = Duration.ofSeconds(8);
    private static final int LARGE = 3_000;
    private static final int MOST = 2_000;

    /** Why. */
    enum How {
        /** There is no topic for them. */
        MISSING("their topic is deleted and made again"),
        /** The broker refuses them. */
        REFUSED("the broker refuses them for want of replicas, SIGKILL of a worker meanwhile"),
        /** They are longer than the topic takes. */
        TOO_LARGE("they are larger than their topic takes, SIGKILL of a worker");

        private final String title;

        How(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return "dead-letter-" + SettingsReader.hyphenated(how);
    }

    @Override
    public String title() {
        return "every 20th message is poison, and dead letters cannot be published: " + how.title;
    }

    @Override
    public String shows() {
        return how == How.TOO_LARGE
                ? "a dead letter that its topic does not take is published once without the message's content"
                : "dead letters wait until they can be published, and are then published once; offsets wait with them";
    }

    @Override
    public boolean poison() {
        return true;
    }

    @Override
    public int padding() {
        return how == How.TOO_LARGE ? LARGE : 0;
    }

    @Override
    public void play(Trial trial) {
        Arena arena = trial.arena();
        String topic = trial.plan().deadLetters();
        if (how == How.TOO_LARGE) {
            trial.fault("takes less");
            arena.configure(topic, "max.message.bytes", Integer.toString(MOST));
        }
        Worker victim = trial.start();
        // Who starts makes a topic that is missing.
        trial.awaitWork(victim, trial.start());
        if (how == How.MISSING) {
            // Those that are there would go with the topic.
            trial.traffic().whileQuiet(() -> {
                trial.await(() -> trial.backlog().isEmpty());
                trial.keepDeadLetters();
                trial.fault("deleted the topic");
                arena.kafka().deleteTopic(topic);
            });
        } else if (how == How.REFUSED) {
            trial.fault("refuses");
            arena.configure(topic, "min.insync.replicas", "2");
        }
        Pause.of(TIME);
        if (how != How.MISSING) {
            trial.fault("killed " + victim.name());
            victim.kill();
            trial.start();
            Pause.of(TIME);
        }
        trial.fault("well again");
        if (how == How.MISSING) {
            arena.createTopic(topic, 1);
        } else if (how == How.REFUSED) {
            arena.configure(topic, "min.insync.replicas", "1");
        }
    }
}
