package io.eos.cli.chaos;

import io.eos.spi.SettingsReader;
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
            Pause.of(java.time.Duration.ofMillis(trial.random().nextInt(2000)));
            trial.endAll();
            trial.fault(change.title);
            change(trial);
            Worker next = trial.start();
            trial.start();
            trial.awaitWork(next);
        }
    }

    private void change(Trial trial) {
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
        }
    }

    private static void get(KafkaFuture<Void> done) {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new io.eos.cli.demo.DemoFailedException("the group could not be changed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new io.eos.cli.demo.DemoFailedException("interrupted", e);
        }
    }
}
