package io.eos.core;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was simulated: how often each fault came about, and how often each step was reached. Thread-safe. */
final class SimCoverage {
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Map<HandlerKind, Map<Step, Integer>> steps = new TreeMap<>();
    private final Map<HandlerKind, Integer> runs = new TreeMap<>();
    private int fired;
    private int fewest = Integer.MAX_VALUE;

    synchronized void reached(HandlerKind kind, Step step) {
        steps.computeIfAbsent(kind, any -> new TreeMap<>()).merge(step, 1, Integer::sum);
    }

    synchronized void ran(SimPlan plan, Map<String, Integer> came) {
        runs.merge(plan.kind(), 1, Integer::sum);
        came.forEach((label, times) -> faults.merge(label, times, Integer::sum));
        int all = came.values().stream().mapToInt(Integer::intValue).sum();
        fired += all;
        fewest = Math.min(fewest, all);
    }

    synchronized void add(SimCoverage other) {
        other.faults.forEach((label, times) -> faults.merge(label, times, Integer::sum));
        other.steps.forEach((kind, reached) -> reached.forEach((step, times) ->
                steps.computeIfAbsent(kind, any -> new TreeMap<>()).merge(step, times, Integer::sum)));
        other.runs.forEach((kind, times) -> runs.merge(kind, times, Integer::sum));
        fired += other.fired;
        fewest = Math.min(fewest, other.fewest);
    }

    /** How often a fault of this kind came about. */
    synchronized int times(String label) {
        return faults.getOrDefault(label, 0);
    }

    /** The faults that came about. */
    synchronized Set<String> labels() {
        return Set.copyOf(faults.keySet());
    }

    synchronized int times(HandlerKind kind, Step step) {
        return steps.getOrDefault(kind, Map.of()).getOrDefault(step, 0);
    }

    synchronized int fewestFaults() {
        return fewest;
    }

    @Override
    public synchronized String toString() {
        return "runs " + runs + ", faults that came about " + fired + ", at least " + fewest + " in a run\n"
                + "steps reached\n"
                + steps.entrySet().stream()
                        .map(one -> "  " + one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining("\n"))
                + "\nfaults\n"
                + faults.entrySet().stream()
                        .map(one -> String.format("  %7d %s", one.getValue(), one.getKey()))
                        .collect(Collectors.joining("\n"));
    }
}
