package io.eos.cli.chaos.report;

import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Invariant;
import io.eos.cli.chaos.judge.Sinks;
import io.eos.cli.chaos.judge.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of one run of eos or of something in its place: a line of the results. Immutable.
 *
 * @param version of what was run
 * @param struck whether the fault found its occasion; else the run shows nothing
 * @param counts what was seen, by name
 * @param violations how many, by the invariant, with effects for results
 */
public record PeerRecord(
        String date,
        String store,
        String scenario,
        String peer,
        String version,
        String scope,
        long seed,
        int messages,
        boolean struck,
        Map<String, Long> counts,
        Map<String, Long> violations) {
    /** Sorts. */
    public PeerRecord {
        counts = new TreeMap<>(counts);
        violations = new TreeMap<>(violations);
    }

    /** Violations by their invariant's name. */
    public static Map<String, Long> byInvariant(List<Violation> found) {
        return found.stream()
                .collect(Collectors.groupingBy(one -> one.invariant().name(), Collectors.counting()));
    }

    /** What is compared. */
    public static Map<String, Long> count(Evidence evidence, List<Violation> found) {
        Sinks sinks = Sinks.of(evidence.told());
        Map<String, Long> byInvariant = byInvariant(found);
        long doubled = byInvariant.getOrDefault(Invariant.I7.name(), 0L);
        long repeated = (long) sinks.plain().size() - sinks.keyed().size();
        Map<String, Long> counts = new TreeMap<>();
        counts.put("sent", (long) evidence.sent().size());
        counts.put("ids", (long) evidence.messages().size());
        counts.put("effects", (long) sinks.plain().size());
        counts.put("lost", lost(evidence, sinks));
        counts.put("refused", refused(evidence));
        counts.put("doubled", doubled);
        counts.put("told", Math.max(0, repeated - doubled));
        counts.put("reordered", byInvariant.getOrDefault(Invariant.I8.name(), 0L));
        counts.put(
                "left",
                evidence.backlog().values().stream().mapToLong(Long::longValue).sum());
        counts.put("deaths", (long) evidence.deaths().size());
        return counts;
    }

    /** Messages that the group has gone past, with neither effect nor dead letter. */
    private static long lost(Evidence evidence, Sinks sinks) {
        Set<String> settled = new HashSet<>(evidence.deadLetters());
        sinks.plain().forEach(effect -> settled.add(effect.id()));
        Map<Integer, Long> ends = evidence.sent().stream()
                .collect(Collectors.toMap(Sent::partition, sent -> sent.offset() + 1, Math::max));
        return evidence.messages().values().stream()
                .filter(sent -> !settled.contains(sent.id()))
                .filter(sent -> sent.offset()
                        < ends.getOrDefault(sent.partition(), 0L)
                                - evidence.backlog().getOrDefault(sent.partition(), 0L))
                .count();
    }

    /** Dead letters of messages that no handler refuses. */
    private static long refused(Evidence evidence) {
        Map<String, Sent> messages = evidence.messages();
        return evidence.deadLetters().stream()
                .distinct()
                .filter(id -> messages.containsKey(id) && !messages.get(id).poison())
                .count();
    }

    /** How often something was seen; {@code early} is what the offset had passed before its effect was made. */
    public long count(String name) {
        return name.equals("early")
                ? Math.max(0, violations.getOrDefault(Invariant.I5.name(), 0L) - count("lost"))
                : counts.getOrDefault(name, 0L);
    }

    /** What repeats the run. */
    public String command() {
        return String.format(
                Locale.ROOT,
                "./eos chaos --peer %s --store %s --scenario %s --seed %d --messages %d",
                peer,
                store,
                scenario,
                seed,
                messages);
    }

    String line() {
        return JsonLine.of(this);
    }

    static PeerRecord parse(String line) {
        return JsonLine.parse(line, PeerRecord.class);
    }
}
