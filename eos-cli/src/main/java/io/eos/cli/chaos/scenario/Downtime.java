package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Traffic;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.Pause;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** All workers end in good order, somebody changes the group behind their back, and new ones start. */
record Downtime(Change change) implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What is changed. */
    enum Change {
        /** The offsets of all partitions are set back to the beginning. */
        OFFSETS_RESET("the group's offsets are reset to the beginning"),
        /** The group is deleted. */
        GROUP_DELETED("the group is deleted"),
        /** Nothing. */
        SIGTERM("nothing else");

        private final String title;

        Change(String title) {
            this.title = title;
        }
    }

    @Override
    public String name() {
        return SettingsReader.hyphenated(change);
    }

    @Override
    public String title() {
        return "SIGTERM of all workers under load, " + change.title + ", new workers";
    }

    @Override
    public void play(Trial trial) {
        trial.start();
        trial.start();
        trial.awaitWork();
        for (int i = 0; i < 2; i++) {
            Pause.of(Duration.ofMillis(trial.random().nextInt(2000)));
            trial.crew().endAll();
            trial.fault(change.title);
            // The group may not know yet that its members have left.
            if (!Pause.until(PATIENCE, () -> change(trial))) {
                throw new DemoFailedException("the group could not be changed");
            }
            Worker next = trial.start();
            trial.start();
            trial.awaitWork(next);
        }
    }

    private boolean change(Trial trial) {
        String group = trial.plan().processor();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", trial.arena().kafka().bootstrapServers()))) {
            switch (change) {
                case OFFSETS_RESET -> {
                    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                    for (int i = 0; i < Traffic.PARTITIONS; i++) {
                        offsets.put(new TopicPartition(trial.plan().source(), i), new OffsetAndMetadata(0));
                    }
                    get(admin.alterConsumerGroupOffsets(group, offsets).all());
                }
                case GROUP_DELETED ->
                    get(admin.deleteConsumerGroups(List.of(group)).all());
                case SIGTERM -> {}
            }
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static void get(KafkaFuture<Void> done) throws ExecutionException {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted", e);
        }
    }
}
