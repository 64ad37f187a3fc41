package io.eos.cli.chaos.report;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Sinks;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.trial.Arena;
import io.eos.cli.chaos.trial.TrialPlan;
import io.eos.core.HandlerKind;
import io.eos.spi.SettingsReader;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of one run: a line of the results. Immutable.
 *
 * @param struck whether the fault found its occasion; else the run shows nothing
 * @param violations how many, by the invariant
 * @param first what the first one was
 * @param counts what was seen, by name
 */
public record RunRecord(
        String date,
        String store,
        String scenario,
        String kind,
        String scope,
        long seed,
        int messages,
        boolean struck,
        Map<String, Long> violations,
        String first,
        Map<String, Long> counts) {
    /** Sorts. */
    public RunRecord {
        violations = new TreeMap<>(violations);
        counts = new TreeMap<>(counts);
    }

    public static RunRecord of(
            Arena arena, TrialPlan plan, boolean struck, List<Violation> found, Map<String, Long> counts) {
        return new RunRecord(
                LocalDate.now(ZoneOffset.UTC).toString(),
                SettingsReader.hyphenated(arena.system()),
                plan.scenario().name(),
                SettingsReader.hyphenated(plan.kind()),
                SettingsReader.hyphenated(plan.scope()),
                plan.seed(),
                plan.messages(),
                struck,
                found.stream()
                        .collect(Collectors.groupingBy(one -> one.invariant().name(), Collectors.counting())),
                found.isEmpty() ? "" : found.get(0).toString(),
                counts);
    }

    /** What is worth telling of a run. */
    public static Map<String, Long> counts(Evidence evidence) {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("sent", (long) evidence.sent().size());
        counts.put("ids", (long) evidence.messages().size());
        counts.put(
                "results",
                evidence.stored().stream().filter(Evidence.Stored::done).count());
        counts.put("dead-letters", (long) evidence.deadLetters().size());
        counts.put("tenures", evidence.of(Event.Type.ACQUIRED).count());
        counts.put("unknown", evidence.of(Event.Type.UNKNOWN).count());
        counts.put("fenced", evidence.of(Event.Type.FENCED).count());
        if (evidence.kind() == HandlerKind.HANDLE) {
            Sinks sinks = Sinks.of(evidence.told());
            counts.put("effects", (long) sinks.plain().size());
            counts.put("repeated", (long) sinks.plain().size() - sinks.keyed().size());
            counts.put(
                    "refused by token",
                    (long) sinks.plain().size() - sinks.tokened().size());
        } else {
            counts.put("outputs", (long) evidence.outputs().size());
        }
        return counts;
    }

    /** Counts as a line of the console has them. */
    public static String told(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Whether the fault was done and everything held. */
    public boolean holds() {
        return struck && violations.isEmpty();
    }

    /** Whether it is a run of such a plan on that store. */
    public boolean isOf(String system, TrialPlan plan) {
        return store.equals(system)
                && scenario.equals(plan.scenario().name())
                && kind.equals(SettingsReader.hyphenated(plan.kind()))
                && seed == plan.seed()
                && messages == plan.messages();
    }

    public String command() {
        return String.format(
                Locale.ROOT,
                "./eos chaos --store %s --scenario %s --kind %s --seed %d --messages %d",
                store,
                scenario,
                kind,
                seed,
                messages);
    }

    String line() {
        return JsonLine.of(this);
    }

    static RunRecord parse(String line) {
        return JsonLine.parse(line, RunRecord.class);
    }
}
