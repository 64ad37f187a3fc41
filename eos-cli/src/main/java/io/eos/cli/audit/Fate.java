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
 * @param once how many had their effect exactly once, by the worker that made it
 * @param lost those that never had an effect, sorted
 * @param doubled those that had more than one, sorted
 */
public record Fate(List<String> ids, Map<String, Integer> once, List<String> lost, List<String> doubled) {
    /** Copies what it is given. */
    public Fate {
        ids = List.copyOf(ids);
        once = new TreeMap<>(once);
        lost = List.copyOf(lost);
        doubled = List.copyOf(doubled);
    }

    /** How many had their effect exactly once. */
    public int settledOnce() {
        return once.values().stream().mapToInt(Integer::intValue).sum();
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
        Map<String, Integer> once = new TreeMap<>();
        worker.forEach((id, by) -> {
            if (!doubled.contains(id)) {
                once.merge(by, 1, Integer::sum);
            }
        });
        Set<String> lost = new HashSet<>(unsettled);
        lost.removeAll(worker.keySet());
        return new Fate(
                unsettled.stream().sorted().toList(),
                once,
                lost.stream().sorted().toList(),
                List.copyOf(doubled));
    }
}
