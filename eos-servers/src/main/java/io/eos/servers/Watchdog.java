package io.eos.servers;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A shell that outlives this JVM just long enough to end a server that it started, should the JVM be killed.
 *
 * <p>The shell reads a pipe that only this JVM holds open: however the JVM ends, the pipe ends with it. Thread-safe.
 */
final class Watchdog {

    // Waiting for the exit is bounded, as a process that nobody reaps never goes away.
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            read line && exit 0
            kill -$1 $2
            kill -CONT $2
            i=0
            while kill -0 $2 && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
            kill -KILL $2
            rm -rf "$3"
            """;

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** Guards a process: if this JVM dies, the process gets the signal, and the directory is deleted after its exit. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static Watchdog guard(Process process, String signal, Path directory) throws IOException {
        Process shell = new ProcessBuilder(
                        "sh", "-c", SCRIPT, "watchdog", signal, Long.toString(process.pid()), directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Watchdog watchdog = new Watchdog(shell);
        // Once it has ended, its process id may be given to another.
        process.onExit().thenRun(watchdog::dismiss);
        return watchdog;
    }

    /** Ends the watch and leaves the process alone. */
    void dismiss() {
        shell.destroyForcibly();
        try {
            shell.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
