package io.eos.cli.chaos.judge;

import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The committed offset never passes a message without a result: for each offset that was seen, the results of all messages before it were
 * asked for by then. A result whose acknowledgement nobody wrote down tells nothing. Stateless.
 */
final class OffsetRule {
    private OffsetRule() {}

    static void check(Evidence evidence, List<Violation> found) {
        Map<String, List<Stored>> stored = evidence.storedById();
        Map<String, List<Event>> recorded = evidence.byId(Event.Type.RECORDED);
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
            boolean early = results.isEmpty() || results.stream().anyMatch(event -> event.from() < passed);
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
