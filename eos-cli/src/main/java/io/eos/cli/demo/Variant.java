package io.eos.cli.demo;

import java.util.List;

/**
 * One of the two ways to process the payments: with eos, or without. Immutable.
 *
 * @param label how it is called in the report
 * @param mainClass what its workers run
 * @param groups its consumer groups
 * @param kinds what its workers say in their journals
 * @param ledger the name of its ledger
 * @param sink its topic of receipts
 */
record Variant(
        String label, Class<?> mainClass, List<String> groups, List<Journal.Kind> kinds, String ledger, String sink) {
    static final Variant EOS = new Variant(
            "with eos",
            WorkerMain.class,
            List.of(WorkerMain.LEDGER, WorkerMain.RECEIPTS),
            List.of(Journal.Kind.LEDGER, Journal.Kind.RECEIPTS),
            "ledger",
            "receipts");

    /** Its worker makes both effects of a message one after the other, so its journal has one kind of lines. */
    static final Variant NAIVE = new Variant(
            "eos switched off",
            NaiveWorkerMain.class,
            List.of(NaiveWorkerMain.GROUP),
            List.of(Journal.Kind.LEDGER),
            "naive_ledger",
            "naive-receipts");

    Variant {
        groups = List.copyOf(groups);
        kinds = List.copyOf(kinds);
    }

    /** The name of the ledger beside it whose sink does not look at idempotency keys. */
    static String unkeyed(String ledger) {
        return ledger + "_unkeyed";
    }

    /** Whether its workers use eos. */
    boolean withEos() {
        return mainClass == WorkerMain.class;
    }

    /** Whether one handler makes both effects. */
    boolean oneHandler() {
        return kinds.size() == 1;
    }
}
