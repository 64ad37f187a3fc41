package io.eos.cli.demo;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.Fate;
import io.eos.cli.audit.LedgerReader;
import io.eos.cli.audit.Produced;
import io.eos.cli.audit.TopicReader;
import io.eos.cli.audit.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the audit of one run found. Immutable.
 *
 * @param calls how often the ledger's and the receipts' handlers were called
 * @param wrongBalances the accounts whose balance is wrong
 * @param fates what became of what the killed workers held
 */
record Findings(
        Variant variant,
        Produced produced,
        Calls calls,
        Verdict ledger,
        Verdict receipts,
        List<String> wrongBalances,
        List<Death> fates) {

    /** How often each handler was called. */
    record Calls(long ledger, long receipts) {}

    /** A kill, and what became of the victim's unsettled payments in the ledger and among the receipts. */
    record Death(KillRecord kill, Fate ledger, Fate receipts) {}

    Findings {
        wrongBalances = List.copyOf(wrongBalances);
        fates = List.copyOf(fates);
    }

    /** Whether nothing was lost and nothing doubled. */
    boolean hold() {
        return ledger.holds() && receipts.holds() && wrongBalances.isEmpty();
    }

    /** Whether anything was lost or doubled. */
    boolean showHarm() {
        return !ledger.lost().isEmpty()
                || !ledger.doubled().isEmpty()
                || !receipts.lost().isEmpty()
                || !receipts.doubled().isEmpty();
    }

    /** Reads everything that there is, from outside, and compares. */
    static Findings of(Variant variant, Produced produced, Run.Result run, LedgerReader ledger, TopicReader topic)
            throws SQLException {
        List<Effect> rows = ledger.effects();
        List<Effect> receipts = topic.readToEnd();
        long ledgerCalls = run.calls().getOrDefault(Journal.Kind.LEDGER, 0L);
        List<Death> deaths = new ArrayList<>();
        for (KillRecord kill : run.kills()) {
            var ofLedger = kill.unsettled().getOrDefault(Journal.Kind.LEDGER, java.util.Set.of());
            // Where one handler does both, what it held it held for both.
            var ofReceipts = kill.unsettled().getOrDefault(Journal.Kind.RECEIPTS, ofLedger);
            deaths.add(new Death(kill, Fate.of(ofLedger, rows), Fate.of(ofReceipts, receipts)));
        }
        return new Findings(
                variant,
                produced,
                new Calls(ledgerCalls, run.calls().getOrDefault(Journal.Kind.RECEIPTS, ledgerCalls)),
                Verdict.of(produced, rows),
                Verdict.of(produced, receipts),
                Verdict.wrongBalances(produced, ledger.balances()),
                deaths);
    }
}
