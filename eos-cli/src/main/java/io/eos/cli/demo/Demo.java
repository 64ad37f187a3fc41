package io.eos.cli.demo;

import io.eos.cli.progress.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * The demo: the run with eos and the one without, both audits, the report. Used once, by one thread. All processes end with it, also
 * when it is interrupted or killed.
 */
public final class Demo {
    private final DemoOptions options;
    private final PrintStream out;
    private final PrintStream err;
    private final int columns;

    /**
     * A demo that has not begun.
     *
     * @param out where the report goes
     * @param err where progress goes
     * @param columns how wide the terminal is, 0 if there is none
     */
    public Demo(DemoOptions options, PrintStream out, PrintStream err, int columns) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.columns = columns;
    }

    /**
     * Runs it.
     *
     * @return whether the audit holds
     * @throws DemoFailedException if it could not be brought to its end, or the run without eos shows nothing
     */
    public boolean run() {
        long started = System.nanoTime();
        err.println("Starting a Kafka broker and " + options.system().title());
        try (Stage stage = Stage.open(options)) {
            err.printf(
                    Locale.ROOT,
                    "Sending %,d payments, %,d of them twice, to %d workers (seed %d)%n",
                    options.messages(),
                    options.duplicateCount(),
                    options.nodes(),
                    options.seed());
            Findings eos = withEos(stage);
            Findings naive = without(stage);
            new Report(out, options.system().access(), eos, naive).print();
            eos.columns().stream().filter(column -> !column.binding()).forEach(this::explain);
            out.printf(
                    Locale.ROOT,
                    "%nTook %,d s.%n",
                    Duration.ofNanos(System.nanoTime() - started).toSeconds());
            return conclude(eos, naive);
        }
    }

    private Findings withEos(Stage stage) {
        try (PaymentProducer producer = stage.send();
                Progress progress = Progress.start(err, columns, "with eos")) {
            return stage.run(Variant.EOS, progress, producer::done, producer::release);
        }
    }

    private Findings without(Stage stage) {
        try (Progress progress = Progress.start(err, columns, "without eos")) {
            return stage.run(Variant.NAIVE, progress, () -> true, () -> {});
        }
    }

    private void explain(Findings.Column column) {
        out.printf(
                Locale.ROOT,
                "%nThe %s ledger took every call of the handler for an entry, and doubled %,d payments: a handler that was killed is%n"
                        + "called again with the same idempotency key, which only the other ledger looks at.%n",
                column.name(),
                column.verdict().doubled().size());
    }

    private boolean conclude(Findings eos, Findings naive) {
        if (!naive.showHarm()) {
            throw new DemoFailedException(
                    "the run without eos lost and doubled nothing, so this demo has shown nothing;"
                            + " use more --duplicates or more --kill");
        }
        out.println(
                eos.hold()
                        ? "THE AUDIT HOLDS: with eos nothing was lost and nothing doubled."
                        : "THE AUDIT DOES NOT HOLD: what was lost or doubled is listed above.");
        return eos.hold();
    }
}
