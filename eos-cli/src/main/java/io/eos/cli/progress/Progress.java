package io.eos.cli.progress;

import java.io.PrintStream;

/** Shows how far a command has come. Thread-safe; ended by {@link #close}. */
public interface Progress extends AutoCloseable {
    /**
     * Starts to show progress: a bar that is drawn again and again on a terminal, else a line every few seconds.
     *
     * @param columns how wide the terminal is, 0 if there is none
     */
    static Progress start(PrintStream out, int columns, String task) {
        return columns > 0 ? new BarProgress(out, columns, task) : new LineProgress(out, task, System::nanoTime);
    }

    /** Says how far it is: {@code current} of {@code max}, and whatever else is worth a few words. */
    void update(long current, long max, String remark);

    /** Shows a line that stays. */
    void say(String line);

    /** Ends the display. Idempotent. */
    @Override
    void close();
}
