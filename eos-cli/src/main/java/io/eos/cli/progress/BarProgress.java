package io.eos.cli.progress;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on a terminal. Thread-safe. */
final class BarProgress implements Progress {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final ProgressBar bar;
    private boolean closed;

    BarProgress(PrintStream out, int columns, String task) {
        this.out = out;
        this.bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(out, Math.max(40, columns - 1)))
                .hideEta()
                .build();
    }

    @Override
    public synchronized void update(long current, long max, String remark) {
        bar.maxHint(Math.max(1, max));
        bar.stepTo(current);
        bar.setExtraMessage(" " + remark);
    }

    @Override
    public synchronized void say(String line) {
        out.println(CLEAR_LINE + line);
        bar.refresh();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            bar.close();
        }
    }
}
