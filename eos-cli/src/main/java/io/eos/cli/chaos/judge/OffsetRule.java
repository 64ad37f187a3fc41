package io.eos.cli.chaos.judge;

import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The committed offset never passes a message without a result: for each offset that was seen, the results of all messages before it were
 * asked for by then: where the first answer was lost, before the one that was heard. A result whose acknowledgement nobody wrote down tells nothing. Stateless.
 */
final class OffsetRule {
    private OffsetRule() {}

    static void check(Evidence evidence, List<Violation> found) {
        Map<String, List<Stored>> stored = evidence.storedById();
        Map<String, List<Event>> recorded = evidence.byId(Event.Type.RECORDED);
        Map<String, List<Event>> asked = evidence.byId(Event.Type.SENT);
        Map<Integer, List<Event>> seen = Evidence.group(evidence.offsets().stream(), Event::partition);
        Set<String> told = new HashSet<>();
        for (Sent sent : evidence.sent()) {
            long passed = seen.getOrDefault(sent.partition(), List.of()).stream()
                    .filter(offset -> offset.offset() > sent.offset())
                    .mapToLong(Event::to)
                    .min()
                    .orElse(Long.MAX_VALUE);
            if (passed == Long.MAX_VALUE) {
                continue;
            }
            List<Event> results = recorded.getOrDefault(sent.id(), List.of());
            Set<String> nonces = results.stream().map(Event::note).collect(Collectors.toSet());
            boolean early = results.isEmpty()
                    || Stream.concat(
                                    results.stream(),
                                    asked.getOrDefault(sent.id(), List.of()).stream()
                                            .filter(event -> nonces.contains(event.note())))
                            .anyMatch(event -> event.from() < passed);
            boolean none = stored.getOrDefault(sent.id(), List.of()).stream().noneMatch(Stored::done);
            if ((none || !early) && told.add(sent.id())) {
                found.add(new Violation(
                        Invariant.I5,
                        "the offset of partition " + sent.partition() + " had passed " + sent.id() + " at "
                                + sent.offset() + ", which had no result" + (none ? "" : " by then")));
            }
        }
    }
}
