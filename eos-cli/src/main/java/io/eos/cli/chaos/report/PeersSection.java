package io.eos.cli.chaos.report;

import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.scenario.Scenarios;
import io.eos.cli.chaos.trial.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The part of the page about what people use in the place of eos, made from results. Pure. */
final class PeersSection {
    /** What a cell names where there is any, in this order. */
    private static final List<String> SEEN =
            List.of("lost", "doubled", "early", "reordered", "told", "refused", "left", "deaths");

    private PeersSection() {}

    /** @param about who they are, how each is set, and what the words mean; written by hand */
    static String of(List<PeerRecord> records, String about) {
        if (records.isEmpty()) {
            return "";
        }
        StringBuilder section = new StringBuilder("\n## The same faults on others\n\n").append(about);
        Evidence.group(records.stream(), PeerRecord::store).forEach((store, here) -> table(section, store, here));
        versions(section, records);
        return section.toString();
    }

    private static void table(StringBuilder section, String store, List<PeerRecord> records) {
        Map<String, List<PeerRecord>> peers = Evidence.group(records.stream(), PeerRecord::peer);
        section.append("\n### On ").append(store).append("\n\n| scenario | ");
        section.append(String.join(" | ", peers.keySet())).append(" |\n| --- |");
        section.append(" --- |".repeat(peers.size())).append("\n");
        Map<String, List<PeerRecord>> scenarios = Evidence.group(records.stream(), PeerRecord::scenario);
        for (Scenario scenario : Scenarios.all()) {
            List<PeerRecord> runs = scenarios.getOrDefault(scenario.name(), List.of());
            if (runs.isEmpty()) {
                continue;
            }
            section.append("| `").append(scenario.name()).append("` |");
            Map<String, List<PeerRecord>> by = Evidence.group(runs.stream(), PeerRecord::peer);
            peers.keySet()
                    .forEach(peer -> section.append(' ')
                            .append(cell(by.getOrDefault(peer, List.of())))
                            .append(" |"));
            section.append("\n");
        }
        PeerRecord one = records.get(0);
        section.append("\nSeeds ")
                .append(records.stream()
                        .map(PeerRecord::seed)
                        .distinct()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ")))
                .append("; to repeat a cell of one seed: `")
                .append(one.command())
                .append("`.\n");
    }

    /** Sums over the seeds whose fault found its occasion. */
    static String cell(List<PeerRecord> runs) {
        if (runs.isEmpty()) {
            return "-";
        }
        List<PeerRecord> struck = runs.stream().filter(PeerRecord::struck).toList();
        if (struck.isEmpty()) {
            return "nothing struck";
        }
        List<String> seen = new ArrayList<>();
        for (String name : SEEN) {
            long sum = struck.stream().mapToLong(run -> run.count(name)).sum();
            if (sum > 0) {
                seen.add(
                        name.equals("lost") || name.equals("doubled")
                                ? "**" + name + " " + sum + "**"
                                : name + " " + sum);
            }
        }
        String runsOf = struck.size() == 1 ? "" : " (" + struck.size() + " runs)";
        return (seen.isEmpty() ? "once each" : String.join(", ", seen)) + runsOf;
    }

    private static void versions(StringBuilder section, List<PeerRecord> records) {
        section.append("\nWhat was run:");
        Evidence.group(records.stream(), PeerRecord::peer)
                .forEach((peer, runs) -> section.append("\n- ")
                        .append(peer)
                        .append(": ")
                        .append(runs.stream()
                                .map(PeerRecord::version)
                                .distinct()
                                .collect(Collectors.joining("; ")))
                        .append(", ")
                        .append(runs.size())
                        .append(" runs"));
        section.append("\n");
    }
}
