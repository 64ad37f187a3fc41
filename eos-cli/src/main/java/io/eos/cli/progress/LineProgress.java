package io.eos.cli.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line every few seconds, for logs and pipes. Thread-safe. */
final class LineProgress implements Progress {
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private final PrintStream out;
    private final String task;
    private final LongSupplier nanoTime;
    private long due;
    private String latest = "";
    private String shown = "";

    LineProgress(PrintStream out, String task, LongSupplier nanoTime) {
        this.out = out;
        this.task = task;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong() + INTERVAL;
    }

    @Override
    public synchronized void update(long current, long max, String remark) {
        latest = String.format(
                Locale.ROOT,
                "%s %,d of %,d (%d %%) %s",
                task,
                current,
                max,
                max == 0 ? 100 : 100 * current / max,
                remark);
        if (nanoTime.getAsLong() - due >= 0) {
            due = nanoTime.getAsLong() + INTERVAL;
            show();
        }
    }

    @Override
    public synchronized void say(String line) {
        out.println(line);
    }

    @Override
    public synchronized void close() {
        show();
    }

    private void show() {
        if (!latest.equals(shown)) {
            shown = latest;
            out.println(latest.strip());
        }
    }
}
