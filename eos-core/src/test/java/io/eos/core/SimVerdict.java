package io.eos.core;

import io.eos.core.SimPlan.What;
import io.eos.testkit.InMemoryResultStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Judges what a run left behind, once nothing is under way any more. */
final class SimVerdict {
    private final SimPlan plan;
    private final SimChecker checker;
    private final SimBroker broker;
    private final Map<String, SimMonitor.Slot> slots = new HashMap<>();
    private final Map<SimMonitor.Slot, What> expected = new HashMap<>();
    private final Map<SimMonitor.Slot, Map<String, Integer>> effects = new HashMap<>();
    private final Map<SimMonitor.Slot, Integer> deadLetters = new HashMap<>();

    SimVerdict(SimWorld world) {
        this.plan = world.plan;
        this.checker = world.checker;
        this.broker = world.broker;
    }

    void judge(InMemoryResultStore memory) {
        for (int partition = 0; partition < plan.partitions(); partition++) {
            for (SimLog.Entry entry : broker.log(SimBroker.SOURCE, partition).all()) {
                SimMonitor.Slot slot = checker.slot(partition, entry);
                slots.put(partition + ":" + entry.offset, slot);
                // What vanished before it was seen is settled by the one that came after it.
                if (!entry.vanished || checker.monitor.result(slot) != null) {
                    boolean condemned = checker.isCondemned(partition, entry);
                    expected.put(slot, condemned ? What.GARBAGE : SimHandler.what(value(entry)));
                }
            }
        }
        broker.log(SimBroker.DEAD, 0).all().stream()
                .filter(SimLog.Entry::isVisible)
                .forEach(letter -> deadLetters.merge(slotOf(SimChecker.source(letter)), 1, Integer::sum));
        switch (plan.kind()) {
            case TRANSFORM -> outputs();
            case TRANSACT -> ordered(memory.ledger(), line -> line);
            case HANDLE -> {}
        }
        expected.forEach(this::judge);
    }

    private static byte[] value(SimLog.Entry entry) {
        return java.util.Objects.requireNonNull(entry.value);
    }

    private SimMonitor.Slot slotOf(String source) {
        SimMonitor.Slot slot = slots.get(source);
        if (slot == null) {
            throw new IllegalStateException("no message at " + source);
        }
        return slot;
    }

    private void outputs() {
        for (int partition = 0; partition < plan.partitions(); partition++) {
            List<String> visible = broker.log(SimBroker.TARGET, partition).all().stream()
                    .filter(SimLog.Entry::isVisible)
                    .map(entry -> SimText.text(value(entry)))
                    .toList();
            ordered(visible, output -> output.substring(0, output.lastIndexOf(':')));
        }
    }

    /** Counts effects, and checks that those of a partition are in the order of its offsets. */
    private void ordered(List<String> made, java.util.function.Function<String, String> source) {
        Map<String, Long> last = new TreeMap<>();
        for (String effect : made) {
            String from = source.apply(effect);
            effects.computeIfAbsent(slotOf(from), any -> new HashMap<>()).merge(effect, 1, Integer::sum);
            String partition = from.substring(0, from.indexOf(':'));
            long offset = Long.parseLong(from.substring(from.indexOf(':') + 1));
            Long before = last.put(partition, offset);
            if (before != null && before > offset) {
                checker.violated("I8: the effect of p" + from + " comes after that of offset " + before);
            }
        }
    }

    private void judge(SimMonitor.Slot slot, What what) {
        boolean purged = checker.monitor.isPurged(slot);
        if (plan.keepsResults() && checker.monitor.result(slot) == null && !purged) {
            checker.violated("I1: " + slot + " has no result");
            return;
        }
        int letters = deadLetters.getOrDefault(slot, 0);
        int wanted = what.isDeadLetter() ? 1 : 0;
        if (letters < wanted || (letters > wanted && !(purged && wanted > 0))) {
            checker.violated("I6: " + slot + " " + what + " has " + letters + " dead letters");
        }
        if (plan.kind() == HandlerKind.HANDLE) {
            handled(slot, what);
        } else {
            once(slot, what, purged);
        }
    }

    private void handled(SimMonitor.Slot slot, What what) {
        int applied = checker.sink.applied(slot);
        if (what.isDeadLetter() ? applied > 0 : applied != 1) {
            checker.violated("I7: the sink applied " + slot + " " + what + " " + applied + " times");
        }
    }

    private void once(SimMonitor.Slot slot, What what, boolean purged) {
        Map<String, Integer> made = effects.getOrDefault(slot, Map.of());
        Set<String> sources = new HashSet<>();
        made.keySet().forEach(effect -> sources.add(plan.kind() == HandlerKind.TRANSFORM ? source(effect) : effect));
        boolean complete = plan.kind() == HandlerKind.TRANSACT
                || sources.stream()
                        .allMatch(from -> made.keySet().stream()
                                        .filter(effect -> source(effect).equals(from))
                                        .count()
                                == SimHandler.outputs(Long.parseLong(from.substring(from.indexOf(':') + 1))));
        boolean once = sources.size() == 1 && made.values().stream().allMatch(times -> times == 1) && complete;
        boolean good = what.isDeadLetter() ? made.isEmpty() : once || (purged && !sources.isEmpty());
        if (!good) {
            checker.violated("I6: the effects of " + slot + " " + what + " are " + made);
        }
    }

    private static String source(String output) {
        return output.substring(0, output.lastIndexOf(':'));
    }
}
