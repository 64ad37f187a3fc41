package io.eos.cli.demo;

import io.eos.cli.audit.Fate;
import io.eos.cli.audit.Verdict;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints what the audits found, side by side. Stateless. */
final class Report {
    private static final int SHOWN = 20;
    private static final int PER_LINE = 10;
    private static final int LABEL = 34;
    private static final int COLUMN = 10;
    private static final int GAP = 3;
    private static final String INDENT = " ".repeat(14);

    private final PrintStream out;
    private final String access;
    private final List<Findings> runs;

    /** @param access what the ledger was read with */
    Report(PrintStream out, String access, Findings eos, Findings naive) {
        this.out = out;
        this.access = access;
        this.runs = List.of(eos, naive);
    }

    void print() {
        out.println();
        out.println("AUDIT, from outside: " + access + " on the ledger, a read_committed consumer on the receipts");
        out.println();
        out.println(" ".repeat(LABEL)
                + each(run ->
                        right(run.variant().label(), COLUMN * run.columns().size())));
        out.println(" ".repeat(LABEL)
                + each(run -> run.columns().stream()
                        .map(column -> right(column.name(), COLUMN))
                        .collect(Collectors.joining())));
        verdicts("payments produced", Verdict::produced);
        row("duplicates sent", (run, column) -> run.produced().duplicates());
        verdicts("processed", Verdict::distinct);
        row("skipped as duplicates", Report::skipped);
        row("handler calls that left nothing", (run, column) -> undone(column));
        verdicts("LOST", verdict -> verdict.lost().size());
        verdicts("DOUBLED", verdict -> verdict.doubled().size());
        verdicts("  surplus effects", Verdict::surplus);
        verdicts("    sent twice", verdict -> verdict.surplus() - verdict.redelivered());
        verdicts("    processed twice after a kill", Verdict::redelivered);
        verdicts(
                "never produced, or altered",
                verdict -> verdict.foreign().size() + verdict.altered().size());
        out.println(left("accounts with a wrong balance", LABEL)
                + each(run -> right(number(run.wrongBalances().size()), COLUMN)
                                + " ".repeat(COLUMN * (run.columns().size() - 1)))
                        .stripTrailing());
        runs.forEach(this::deaths);
        if (shortened()) {
            out.println();
            out.println("All payments that the killed workers held, and what became of each: " + FateFile.write(runs));
        }
        for (Findings.Column column : runs.get(0).columns()) {
            if (column.binding()) {
                examples("lost", column.verdict().lost());
                examples("doubled", column.verdict().doubled());
            }
        }
    }

    private interface Cell {
        long of(Findings run, Findings.Column column);
    }

    private void verdicts(String what, ToLongFunction<Verdict> number) {
        row(what, (run, column) -> number.applyAsLong(column.verdict()));
    }

    private void row(String what, Cell cell) {
        out.println(left(what, LABEL)
                + each(run -> run.columns().stream()
                        .map(column -> right(number(cell.of(run, column)), COLUMN))
                        .collect(Collectors.joining())));
    }

    private String each(Function<Findings, String> text) {
        return runs.stream().map(text).collect(Collectors.joining(" ".repeat(GAP)));
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static long skipped(Findings run, Findings.Column column) {
        Verdict verdict = column.verdict();
        return run.produced().sent() - (verdict.effects() - verdict.redelivered());
    }

    /** Rolled back with their transaction, or the same as an earlier one by their idempotency key. */
    private static long undone(Findings.Column column) {
        return Math.max(0, column.calls() - column.verdict().effects());
    }

    private void deaths(Findings findings) {
        out.println();
        out.println("Kills " + findings.variant().label() + ":");
        for (Findings.Death death : findings.deaths()) {
            KillRecord kill = death.kill();
            out.printf(
                    Locale.ROOT,
                    "  kill -9 of %s (pid %d) at %d %% of the work, while it held %,d unsettled payments%n",
                    kill.worker(),
                    kill.pid(),
                    kill.percent(),
                    kill.count());
            IntStream.range(0, death.fates().size())
                    .forEach(i -> fate(
                            findings.columns().get(i).name(),
                            kill.worker(),
                            death.fates().get(i)));
        }
    }

    private void fate(String what, String victim, Fate fate) {
        if (fate.ids().isEmpty()) {
            out.printf(Locale.ROOT, "    %-9s nothing unsettled%n", what);
            return;
        }
        String by = fate.once().entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        entry.getKey().equals(victim) ? "%,d from what %s recorded before it died" : "%,d by %s",
                        entry.getValue(),
                        entry.getKey()))
                .collect(Collectors.joining(", "));
        out.printf(Locale.ROOT, "    %-9s %,d unsettled: %s%n", what, fate.ids().size(), some(fate.ids()));
        out.printf(
                Locale.ROOT,
                "    %-9s became: %,d once%s; %,d lost%s; %,d doubled%s%n",
                "",
                fate.settledOnce(),
                by.isEmpty() ? "" : " (" + by + ")",
                fate.lost().size(),
                fate.lost().isEmpty() ? "" : " (" + some(fate.lost()) + ")",
                fate.doubled().size(),
                fate.doubled().isEmpty() ? "" : " (" + some(fate.doubled()) + ")");
    }

    private void examples(String what, List<String> ids) {
        if (!ids.isEmpty()) {
            out.println();
            out.println(what + " although eos was on: " + some(ids));
        }
    }

    private boolean shortened() {
        return runs.stream()
                .flatMap(run -> run.deaths().stream())
                .flatMap(death -> death.fates().stream())
                .anyMatch(fate -> fate.ids().size() > SHOWN);
    }

    private static String some(List<String> ids) {
        StringBuilder text = new StringBuilder();
        int shown = Math.min(SHOWN, ids.size());
        for (int from = 0; from < shown; from += PER_LINE) {
            text.append(from == 0 ? "" : ",\n" + INDENT)
                    .append(String.join(", ", ids.subList(from, Math.min(from + PER_LINE, shown))));
        }
        return ids.size() > SHOWN
                ? text + String.format(Locale.ROOT, " and %,d more", ids.size() - SHOWN)
                : text.toString();
    }
}
