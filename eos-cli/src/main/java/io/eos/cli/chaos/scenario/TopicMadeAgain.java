package io.eos.cli.chaos.scenario;

import io.eos.api.Scope;
import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.judge.Checker;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Sinks;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Traffic;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.core.HandlerKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The source topic is deleted and made again under running workers, and its offsets begin anew.
 *
 * @param inFlight whether messages of it are in flight; else all that it had is processed
 */
record TopicMadeAgain(boolean inFlight) implements Scenario {
    /** How many the new topic has before a worker is killed. */
    private static final int MESSAGES = 30;

    @Override
    public String name() {
        return "topic-made-again" + (inFlight ? "-in-flight" : "");
    }

    @Override
    public String title() {
        return "the source topic is deleted and made again under running workers"
                + (inFlight ? ", with messages in flight" : "") + ", SIGKILL of one right after";
    }

    @Override
    public String shows() {
        return inFlight
                ? "what was not processed goes with its topic, and nothing of it is taken for a message of the new one: none has two outputs or two effects"
                : "the new topic's messages are processed from its first offset on, and duplicates of the old one's are recognised";
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
        trial.traffic().renewTopic(() -> rest(trial, inFlight), () -> {
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

    /** What was not processed would go with the topic. */
    private static void rest(Trial trial, boolean inFlight) {
        trial.await(() -> inFlight != trial.backlog().isEmpty());
    }

    /** Old and new offsets have nothing to do with each other: what was before, and what came afterwards, is judged by itself. */
    @Override
    public List<Violation> judge(Trial trial, Evidence evidence) {
        Set<String> old = new HashSet<>();
        trial.traffic().former().forEach(sent -> old.add(sent.id()));
        long renewed = trial.traffic().renewedAt();
        List<Violation> found = new ArrayList<>(Checker.check(evidence.only(
                id -> !old.contains(id),
                evidence.sent(),
                event -> event.to() >= renewed
                        && !(inFlight && old.contains(event.id()))
                        && !(event.is(Event.Type.COMMITTED) && event.to() < fallBack(evidence, event.partition())))));
        if (inFlight) {
            doubled(evidence, old, found);
        } else {
            found.addAll(Checker.check(
                    evidence.only(old::contains, trial.traffic().former(), event -> event.to() < renewed)));
        }
        return found;
    }

    /** When the group's offset of a partition last went back: until then it is of the old topic, whose last transactions may end after it is gone. */
    static long fallBack(Evidence evidence, int partition) {
        long at = Long.MIN_VALUE;
        long before = 0;
        for (Event event : evidence.offsets()) {
            if (event.partition() == partition) {
                if (event.offset() < before) {
                    at = event.to();
                }
                before = event.offset();
            }
        }
        return at;
    }

    /** Nothing of the old topic has come about twice, and what was sent again in the new one has a result. */
    private static void doubled(Evidence evidence, Set<String> old, List<Violation> found) {
        Map<String, Long> times = evidence.kind() == HandlerKind.HANDLE
                ? Sinks.of(evidence.told()).keyed().stream()
                        .collect(Collectors.groupingBy(Event::id, Collectors.counting()))
                : evidence.outputs().stream().collect(Collectors.groupingBy(Effect::id, Collectors.counting()));
        times.forEach((id, count) -> {
            if (count > 1 && old.contains(id)) {
                found.add(new Violation(
                        evidence.kind() == HandlerKind.HANDLE ? Invariant.I7 : Invariant.I6,
                        id + ", of the topic that was deleted, came about " + count + " times"));
            }
        });
        evidence.messages().keySet().stream()
                .filter(old::contains)
                .filter(id -> evidence.storedById().getOrDefault(id, List.of()).stream()
                        .noneMatch(Evidence.Stored::done))
                .forEach(id -> found.add(
                        new Violation(Invariant.I1, id + ", which came again in the new topic, has no result")));
    }
}
