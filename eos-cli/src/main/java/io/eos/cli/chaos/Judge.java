package io.eos.cli.chaos;

import io.eos.cli.chaos.judge.Evidence;
import io.eos.cli.chaos.judge.Violation;
import io.eos.cli.chaos.report.Report;
import io.eos.cli.chaos.report.RunRecord;
import io.eos.cli.chaos.trial.Arena;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.TrialPlan;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges runs, tells what came of each, and keeps the results. Not thread-safe. */
final class Judge {
    private static final int SHOWN = 5;

    private final PrintStream out;
    private final @Nullable Path report;
    private final List<RunRecord> records = new ArrayList<>();
    private int failures;
    private int before;

    Judge(PrintStream out, @Nullable Path report) {
        this.out = out;
        this.report = report;
    }

    /** Whether the run held; its logs are kept if not. */
    void judge(Arena arena, TrialPlan plan, Trial trial, Evidence evidence, Duration time) {
        boolean struck = trial.struck();
        List<Violation> found = Stream.concat(trial.found().stream(), plan.scenario().judge(trial, evidence).stream())
                .filter(one -> !plan.scenario().waived().contains(one.invariant()))
                .toList();
        Map<String, Long> counts = RunRecord.counts(evidence);
        if (trial.forgotten() > 0) {
            counts.put("aborted, and shown by Kafka", trial.forgotten());
        }
        RunRecord record = RunRecord.of(arena, plan, struck, found, counts);
        records.add(record);
        Report.append(report, record);
        out.printf(
                Locale.ROOT,
                "%-10s %-26s %-9s %-9s seed %d: %s (%d s)  %s%n",
                record.store(),
                record.scenario(),
                record.kind(),
                record.scope(),
                record.seed(),
                !found.isEmpty() ? "DOES NOT HOLD" : struck ? "holds" : "NOTHING STRUCK",
                time.toSeconds(),
                RunRecord.told(record.counts()));
        found.stream().limit(SHOWN).forEach(violation -> out.println("  " + violation));
        if (found.size() > SHOWN) {
            out.println("  and " + (found.size() - SHOWN) + " more");
        }
        if (!record.holds()) {
            out.println("  again: " + record.command());
            arena.keep();
            out.println("  evidence: " + arena.directory(plan.name()));
        }
        out.flush();
    }

    /** A run that is left out since it held before. */
    void held() {
        before++;
    }

    /** A run that could not be brought to its end, which says nothing about eos. */
    void failed(TrialPlan plan, Exception e) {
        failures++;
        out.printf(
                Locale.ROOT,
                "%s %s seed %d: COULD NOT BE RUN: %s%n",
                plan.scenario().name(),
                plan.kind(),
                plan.seed(),
                e);
        out.flush();
    }

    /** Sums up; whether everything was run and held. */
    boolean conclude(String store) {
        long bad = records.stream().filter(record -> !record.holds()).count();
        out.printf(
                Locale.ROOT,
                "%d runs on %s: %s%s%s%n",
                records.size(),
                store,
                bad == 0 ? "everything held" : bad + " did not hold",
                failures == 0 ? "" : "; " + failures + " could not be run",
                before == 0 ? "" : "; left out, since they held before: " + before);
        return bad == 0 && failures == 0 && records.size() + before > 0;
    }
}
