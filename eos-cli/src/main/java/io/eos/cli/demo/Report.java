package io.eos.cli.demo;

import io.eos.cli.audit.Fate;
import io.eos.cli.audit.Verdict;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints what the audits found, side by side. Stateless. */
final class Report {
    private static final int SHOWN = 20;
    private static final int PER_LINE = 10;
    private static final String INDENT = " ".repeat(14);

    private final PrintStream out;
    private final Findings eos;
    private final Findings naive;

    Report(PrintStream out, Findings eos, Findings naive) {
        this.out = out;
        this.eos = eos;
        this.naive = naive;
    }

    void print() {
        out.println();
        out.println("AUDIT, from outside: plain SQL on the ledger, a read_committed consumer on the receipts");
        out.println();
        out.printf(
                Locale.ROOT,
                "%-34s%19s%28s%n",
                "",
                eos.variant().label(),
                naive.variant().label());
        out.printf(Locale.ROOT, "%-34s%10s%12s%16s%12s%n", "", "ledger", "receipts", "ledger", "receipts");
        row("payments produced", Verdict::produced);
        row("duplicates sent", eos.produced().duplicates(), naive.produced().duplicates());
        row("processed", Verdict::distinct);
        row(
                "skipped as duplicates",
                skipped(eos, eos.ledger()),
                skipped(eos, eos.receipts()),
                skipped(naive, naive.ledger()),
                skipped(naive, naive.receipts()));
        row(
                "handler calls rolled back",
                rolledBack(eos.calls().ledger(), eos.ledger()),
                rolledBack(eos.calls().receipts(), eos.receipts()),
                rolledBack(naive.calls().ledger(), naive.ledger()),
                rolledBack(naive.calls().receipts(), naive.receipts()));
        row("LOST", verdict -> verdict.lost().size());
        row("DOUBLED", verdict -> verdict.doubled().size());
        row("  surplus effects", Verdict::surplus);
        row("    sent twice", verdict -> verdict.surplus() - verdict.redelivered());
        row("    processed twice after a kill", Verdict::redelivered);
        row(
                "never produced, or altered",
                verdict -> verdict.foreign().size() + verdict.altered().size());
        out.printf(
                Locale.ROOT,
                "%-34s%,10d%28s%n",
                "accounts with a wrong balance",
                eos.wrongBalances().size(),
                String.format(Locale.ROOT, "%,d", naive.wrongBalances().size()));
        deaths(eos);
        deaths(naive);
        if (shortened()) {
            out.println();
            out.println("All payments that the killed workers held, and what became of each: "
                    + FateFile.write(List.of(eos, naive)));
        }
        examples("lost", eos.ledger().lost());
        examples("lost", eos.receipts().lost());
        examples("doubled", eos.ledger().doubled());
        examples("doubled", eos.receipts().doubled());
    }

    private void row(String what, ToLongFunction<Verdict> number) {
        row(
                what,
                number.applyAsLong(eos.ledger()),
                number.applyAsLong(eos.receipts()),
                number.applyAsLong(naive.ledger()),
                number.applyAsLong(naive.receipts()));
    }

    private void row(String what, long withEos, long without) {
        row(what, withEos, withEos, without, without);
    }

    private void row(String what, long ledger, long receipts, long naiveLedger, long naiveReceipts) {
        out.printf(Locale.ROOT, "%-34s%,10d%,12d%,16d%,12d%n", what, ledger, receipts, naiveLedger, naiveReceipts);
    }

    private static long skipped(Findings findings, Verdict verdict) {
        return findings.produced().sent() - (verdict.effects() - verdict.redelivered());
    }

    private static long rolledBack(long calls, Verdict verdict) {
        return Math.max(0, calls - verdict.effects());
    }

    private void deaths(Findings findings) {
        out.println();
        out.println("Kills " + findings.variant().label() + ":");
        for (Findings.Death death : findings.fates()) {
            KillRecord kill = death.kill();
            out.printf(
                    Locale.ROOT,
                    "  kill -9 of %s (pid %d) at %d %% of the work, while it held %,d unsettled payments%n",
                    kill.worker(),
                    kill.pid(),
                    kill.percent(),
                    kill.count());
            fate("ledger", kill.worker(), death.ledger());
            fate("receipts", kill.worker(), death.receipts());
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
        return Stream.of(eos, naive)
                .flatMap(run -> run.fates().stream())
                .flatMap(death -> Stream.of(death.ledger(), death.receipts()))
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
