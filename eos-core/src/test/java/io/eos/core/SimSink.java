package io.eos.core;

import io.eos.api.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Where the effects of {@code handle} go: it applies each idempotency key once, and refuses a token that is lower than one that it has seen. */
final class SimSink {
    private final SimMonitor monitor;
    private final Vanished vanished;
    private final Consumer<String> violated;
    private final Map<String, List<Call>> calls = new HashMap<>();
    private final Map<Integer, Long> furthest = new HashMap<>();
    private final Map<SimMonitor.Slot, Integer> applied = new HashMap<>();

    private record Call(String node, long token) {}

    /** Tells whether compaction removed a record: who still handles it is not in anybody's way. */
    @FunctionalInterface
    interface Vanished {
        boolean test(int partition, long offset);
    }

    SimSink(SimMonitor monitor, Vanished vanished, Consumer<String> violated) {
        this.monitor = monitor;
        this.vanished = vanished;
        this.violated = violated;
    }

    void called(String node, int partition, long offset, HandlerContext context) {
        MessageId id = context.messageId();
        SimMonitor.Slot slot = monitor.slot(partition, id);
        List<Call> before = calls.computeIfAbsent(context.idempotencyKey(), any -> new ArrayList<>());
        Call call = new Call(node, context.fencingToken());
        monitor.claims.called(slot, call.token(), node);
        boolean zombie = before.stream().anyMatch(other -> other.token() > call.token());
        if (!before.isEmpty() && !zombie && !context.redelivered() && !monitor.isForgotten(slot)) {
            violated.accept("I7: " + node + " is not told that p" + partition + "@" + offset + " " + id
                    + " was handled before: " + before);
        }
        if (before.isEmpty()) {
            Long last = furthest.get(partition);
            if (last != null
                    && last > offset
                    && !vanished.test(partition, offset)
                    && monitor.claims.isCurrent(slot, call.token())) {
                violated.accept("I8: " + node + " handles p" + partition + "@" + offset + " after offset " + last);
            }
            furthest.merge(partition, offset, Math::max);
            applied.merge(slot, 1, Integer::sum);
        }
        before.add(call);
    }

    /** How many idempotency keys a message had whose handler succeeded. */
    int applied(SimMonitor.Slot slot) {
        return applied.getOrDefault(slot, 0);
    }

    /** How often a handler was called for a message for which one had succeeded. */
    int doubles() {
        return calls.values().stream().mapToInt(each -> each.size() - 1).sum();
    }
}
