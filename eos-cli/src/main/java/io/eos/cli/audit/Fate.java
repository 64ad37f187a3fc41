package io.eos.cli.audit;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of the payments that a killed worker held unsettled. Immutable.
 *
 * @param ids the payments, sorted
 * @param settledBy the worker that made the effect of those that had exactly one
 * @param lost those that never had an effect, sorted
 * @param doubled those that had more than one, sorted
 */
public record Fate(List<String> ids, Map<String, String> settledBy, List<String> lost, List<String> doubled) {
    /** Copies what it is given. */
    public Fate {
        ids = List.copyOf(ids);
        settledBy = Map.copyOf(settledBy);
        lost = List.copyOf(lost);
        doubled = List.copyOf(doubled);
    }

    /** How many had their effect exactly once, by the worker that made it. */
    public Map<String, Integer> once() {
        Map<String, Integer> once = new TreeMap<>();
        settledBy.values().forEach(worker -> once.merge(worker, 1, Integer::sum));
        return once;
    }

    /** How many had their effect exactly once. */
    public int settledOnce() {
        return settledBy.size();
    }

    /** What became of one payment, in words. */
    public String of(String id) {
        String worker = settledBy.get(id);
        if (worker != null) {
            return "once, by " + worker;
        }
        return lost.contains(id) ? "lost" : "doubled";
    }

    /** Looks the payments up among all effects. */
    public static Fate of(Set<String> unsettled, Collection<Effect> effects) {
        Map<String, String> worker = new TreeMap<>();
        Set<String> doubled = new TreeSet<>();
        for (Effect effect : effects) {
            if (unsettled.contains(effect.id()) && worker.put(effect.id(), effect.worker()) != null) {
                doubled.add(effect.id());
            }
        }
        Set<String> lost = new HashSet<>(unsettled);
        lost.removeAll(worker.keySet());
        worker.keySet().removeAll(doubled);
        return new Fate(
                unsettled.stream().sorted().toList(),
                worker,
                lost.stream().sorted().toList(),
                List.copyOf(doubled));
    }
}
