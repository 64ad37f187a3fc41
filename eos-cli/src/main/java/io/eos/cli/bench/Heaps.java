package io.eos.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What collections left of the heap of each, run by run. Not thread-safe. */
final class Heaps {
    private final Map<Contestant, List<CopyReport>> reports = new LinkedHashMap<>();

    void add(Contestant who, CopyReport report) {
        reports.computeIfAbsent(who, any -> new ArrayList<>()).add(report);
    }

    /** At the end of each, and, of those that were watched, in each quarter of a run. */
    List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>();
        reports.forEach((who, runs) -> {
            all.add(measurement(
                    "heap",
                    who,
                    Map.of(),
                    runs.stream().map(one -> (double) one.heapMiB()).toList()));
            for (int quarter = 0; quarter < runs.get(0).quartersMiB().size(); quarter++) {
                int index = quarter;
                List<Double> known = runs.stream()
                        .map(one -> one.quartersMiB().get(index))
                        .filter(one -> one != HeapWatch.UNKNOWN)
                        .map(Long::doubleValue)
                        .toList();
                if (!known.isEmpty()) {
                    all.add(measurement(
                            "heap-by-quarter", who, Map.of("quarter", Integer.toString(quarter + 1)), known));
                }
            }
        });
        return all;
    }

    private static Measurement measurement(
            String benchmark, Contestant who, Map<String, String> further, List<Double> values) {
        Map<String, String> settings = new TreeMap<>(who.settings());
        settings.put("of", who.benchmark());
        settings.putAll(further);
        return Measurement.of(benchmark, who.storeName(), who.who(), settings, "MiB", values);
    }

    /** A line for each copy by eos. */
    List<String> lines(String limit) {
        return reports.entrySet().stream()
                .filter(one -> one.getKey().who().equals("eos"))
                .map(one -> String.format(
                        Locale.ROOT,
                        "heap that is in use at the end, at most: %s %d MiB of -Xmx%s",
                        one.getKey(),
                        one.getValue().stream()
                                .mapToLong(CopyReport::heapMiB)
                                .max()
                                .orElse(0),
                        limit))
                .toList();
    }
}
