package io.eos.cli.chaos.judge;

import io.eos.cli.audit.Effect;
import io.eos.core.HandlerKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of the order within a partition. Stateless. */
final class OrderRules {
    private OrderRules() {}

    /** {@code handle}: of each message the first call under the claim that counts in the end. */
    static void callsAreInOrder(Evidence evidence, List<Violation> found) {
        if (evidence.kind() != HandlerKind.HANDLE) {
            return;
        }
        Map<String, Long> last = new HashMap<>();
        evidence.of(Event.Type.CLAIMED).forEach(claim -> last.merge(claim.id(), claim.token(), Math::max));
        evidence.told().forEach(event -> last.merge(event.id(), event.token(), Math::max));
        Set<String> called = new HashSet<>();
        Map<Integer, Long> at = new HashMap<>();
        for (Event call : evidence.told()) {
            Long counts = last.get(call.id());
            if (call.is(Event.Type.CALLED) && counts != null && call.token() == counts && called.add(call.id())) {
                follow(at, call.partition(), call.offset(), "was called", found);
            }
        }
    }

    /** {@code transform}: the sink's partitions are the source's. */
    static void outputsAreInOrder(Evidence evidence, List<Violation> found) {
        if (evidence.kind() != HandlerKind.TRANSFORM) {
            return;
        }
        Map<Integer, Long> at = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Effect output : evidence.outputs()) {
            if (seen.add(output.id())) {
                follow(at, output.partition(), output.offset(), "was published", found);
            }
        }
    }

    private static void follow(Map<Integer, Long> at, int partition, long offset, String what, List<Violation> found) {
        Long before = at.put(partition, offset);
        if (before != null && before > offset) {
            found.add(new Violation(
                    Invariant.I8,
                    "offset " + offset + " of partition " + partition + " " + what + " after offset " + before));
        }
    }
}
