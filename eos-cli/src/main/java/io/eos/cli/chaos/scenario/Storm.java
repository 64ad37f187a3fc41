package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.Pause;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.Map;

/** Workers join and leave every two seconds. */
record Storm(Protocol protocol) implements Scenario {
    private static final int TURNS = 6;
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final String ASSIGNOR = "org.apache.kafka.clients.consumer.";

    /** How the group shares partitions out. */
    enum Protocol {
        /** Everybody gives everything up. */
        EAGER,
        /** Only what moves is given up. */
        COOPERATIVE,
        /** The broker decides. */
        CONSUMER
    }

    @Override
    public String name() {
        return "storm-" + SettingsReader.hyphenated(protocol);
    }

    @Override
    public String title() {
        return "rebalance storm: somebody joins or leaves every 2 s, protocol " + SettingsReader.hyphenated(protocol);
    }

    @Override
    public Map<String, String> settings() {
        return switch (protocol) {
            case EAGER -> Map.of("kafka.consumer.partition.assignment.strategy", ASSIGNOR + "RangeAssignor");
            case COOPERATIVE ->
                Map.of("kafka.consumer.partition.assignment.strategy", ASSIGNOR + "CooperativeStickyAssignor");
            case CONSUMER ->
                Map.of(
                        "kafka.consumer.group.protocol", "consumer",
                        "kafka.consumer.session.timeout.ms", "",
                        "kafka.consumer.heartbeat.interval.ms", "");
        };
    }

    @Override
    public void play(Trial trial) {
        trial.start();
        trial.start();
        trial.awaitWork();
        for (int i = 0; i < TURNS; i++) {
            trial.fault("one joins");
            trial.start();
            Pause.of(PERIOD);
            Worker leaving = trial.crew().anyAlive();
            // Some leave in good order, some do not.
            if (trial.random().nextInt(3) == 0) {
                trial.fault("killed " + leaving.name());
                leaving.kill();
            } else {
                trial.fault("told to leave " + leaving.name());
                leaving.terminate();
            }
        }
    }
}
