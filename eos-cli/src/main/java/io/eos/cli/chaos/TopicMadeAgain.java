package io.eos.cli.chaos;

import io.eos.api.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The source topic is deleted and made again under running workers, and its offsets begin anew. */
record TopicMadeAgain() implements Scenario {
    /** How many the new topic has before a worker is killed. */
    private static final int MESSAGES = 30;

    @Override
    public String name() {
        return "topic-made-again";
    }

    @Override
    public String title() {
        return "the source topic is deleted and made again under running workers, SIGKILL of one right after";
    }

    @Override
    public String shows() {
        return "the new topic's messages are processed from its first offset on, and duplicates of the old one's are recognised";
    }

    /** In a shard ids are unique within a topic. */
    @Override
    public Optional<Scope> scope() {
        return Optional.of(Scope.PROCESSOR);
    }

    @Override
    public void play(Trial trial) {
        Worker victim = trial.start();
        trial.start();
        trial.awaitWork();
        // What was not processed would go with the topic.
        trial.traffic().renewTopic(() -> trial.await(() -> trial.backlog().isEmpty()), () -> {
            trial.fault("deleted the topic");
            trial.arena().kafka().deleteTopic(trial.plan().source());
            trial.arena().createTopic(trial.plan().source(), Traffic.PARTITIONS);
            trial.fault("made it again");
        });
        long renewed = trial.traffic().renewedAt();
        trial.await(() -> trial.traffic().sent().size() > MESSAGES
                && trial.crew().events().stream()
                        .anyMatch(event -> event.is(Event.Type.RECORDED) && event.from() > renewed));
        trial.fault("killed " + victim.name());
        victim.kill();
    }

    /** Old and new offsets have nothing to do with each other: what was before, and what came afterwards, is judged by itself. */
    @Override
    public List<Violation> judge(Trial trial, Evidence evidence) {
        Set<String> old = new HashSet<>();
        trial.traffic().former().forEach(sent -> old.add(sent.id()));
        long renewed = trial.traffic().renewedAt();
        List<Violation> found = new ArrayList<>(
                Checker.check(evidence.only(old::contains, trial.traffic().former(), event -> event.to() < renewed)));
        found.addAll(
                Checker.check(evidence.only(id -> !old.contains(id), evidence.sent(), event -> event.to() >= renewed)));
        return found;
    }
}
