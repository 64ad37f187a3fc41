package io.eos.cli.chaos.judge;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What must hold of tokens and epochs. Of two events only those have an order whose times do not overlap. Stateless. */
final class FencingRules {
    private FencingRules() {}

    static void tokensIncrease(Evidence evidence, List<Violation> found) {
        evidence.byId(Event.Type.CLAIMED)
                .forEach((id, claims) -> increase("tokens of " + id, claims, Event::token, false, found));
    }

    static void epochsIncrease(Evidence evidence, List<Violation> found) {
        Evidence.group(evidence.of(Event.Type.ACQUIRED), Event::partition)
                .forEach((partition, acquired) ->
                        increase("epochs of partition " + partition, acquired, Event::epoch, true, found));
    }

    private static void increase(
            String what, List<Event> events, ToLongFunction<Event> number, boolean always, List<Violation> found) {
        for (int i = 0; i < events.size(); i++) {
            for (int j = 0; j < events.size(); j++) {
                if (i == j) {
                    continue;
                }
                Event one = events.get(i);
                Event later = events.get(j);
                long before = number.applyAsLong(one);
                long after = number.applyAsLong(later);
                boolean inOrder = one.to() < later.from();
                // A request that a worker repeats gets the same grant again.
                boolean same = before == after && !always && one.worker().equals(later.worker());
                if (inOrder && after <= before && !same) {
                    found.add(new Violation(Invariant.I3, "the " + what + " went from " + before + " to " + after));
                }
            }
        }
    }

    /** Acknowledged under an epoch, and asked for after a later epoch was issued. */
    static void oldEpochsAreRefused(Evidence evidence, List<Violation> found) {
        Map<Integer, List<Event>> acquired = Evidence.group(evidence.of(Event.Type.ACQUIRED), Event::partition);
        evidence.workers().stream()
                .filter(event ->
                        event.is(Event.Type.RECORDED) || event.is(Event.Type.CLAIMED) || event.is(Event.Type.RENEWED))
                .forEach(write -> acquired.getOrDefault(write.partition(), List.of()).stream()
                        .filter(later -> later.epoch() > write.epoch() && later.to() < write.from())
                        .findFirst()
                        .ifPresent(later -> found.add(new Violation(
                                Invariant.I4,
                                write.worker() + " was " + write.type() + " " + write.id() + " under epoch "
                                        + write.epoch() + ", after " + later.worker() + " had epoch "
                                        + later.epoch()))));
    }
}
