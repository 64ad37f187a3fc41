package io.eos.cli.chaos.judge;

import io.eos.cli.chaos.judge.Evidence.Stored;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of results. Stateless. */
final class ResultRules {
    private ResultRules() {}

    static void everyMessageHasAResult(Evidence evidence, List<Violation> found) {
        Map<String, List<Stored>> stored = evidence.storedById();
        evidence.messages().forEach((id, sent) -> {
            List<Stored> results = stored.getOrDefault(id, List.of()).stream()
                    .filter(Stored::done)
                    .toList();
            if (results.isEmpty()) {
                found.add(new Violation(
                        Invariant.I1,
                        id + " of partition " + sent.partition() + ", offset " + sent.offset() + " has no result"));
            } else if (results.get(0).deadLetter() && !sent.poison()) {
                found.add(new Violation(Invariant.I1, id + " became a dead letter, and its handler refuses nothing"));
            }
        });
    }

    static void aResultNeverChanges(Evidence evidence, List<Violation> found) {
        Map<String, List<Stored>> stored = evidence.storedById();
        stored.forEach((id, results) -> {
            if (results.size() > 1) {
                found.add(new Violation(Invariant.I2, id + " has " + results.size() + " entries"));
            }
        });
        Map<String, List<Event>> replaced = evidence.byId(Event.Type.REPLACED);
        evidence.byId(Event.Type.RECORDED).forEach((id, recorded) -> {
            Set<String> nonces = new HashSet<>();
            recorded.forEach(event -> nonces.add(event.note()));
            if (nonces.size() > 1) {
                found.add(new Violation(
                        Invariant.I2, "the store acknowledged " + nonces.size() + " different results of " + id));
            }
            replaced.getOrDefault(id, List.of()).forEach(event -> nonces.add(event.note()));
            for (Stored result : stored.getOrDefault(id, List.of())) {
                if (result.done() && !nonces.contains(result.nonce())) {
                    found.add(new Violation(
                            Invariant.I2, "the result of " + id + " is not the one that the store acknowledged"));
                }
            }
        });
    }

    /** What a run leaves in the store: the results of its messages and nothing else. */
    static void nothingIsLeftBehind(Evidence evidence, List<Violation> found) {
        Set<String> sent = evidence.messages().keySet();
        for (Stored entry : evidence.stored()) {
            if (!entry.done()) {
                found.add(new Violation(Invariant.I10, "a claim on " + entry.id() + " was left behind"));
            } else if (!sent.contains(entry.id())) {
                found.add(new Violation(Invariant.I10, "there is a result of " + entry.id() + ", which nobody sent"));
            }
        }
    }
}
