package io.eos.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The life of a server in a process of its own: started, stopped, killed, frozen and started again on one directory.
 *
 * <p>Thread-safe. The process's output goes to {@code server.log} in the directory.
 */
final class ServerProcess {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    /** What differs between servers; {@code discard} is the signal that ends one whose data nobody needs any more. */
    record Plan(
            String name,
            List<String> command,
            Map<String, String> environment,
            String stop,
            String discard,
            Await.Condition ready) {}

    private final Plan plan;
    private final TempDirectory home;
    private final AtExit atExit;
    private @Nullable Process process;
    private @Nullable Watchdog watchdog;
    private boolean closed;

    ServerProcess(Plan plan, TempDirectory home) {
        this.plan = plan;
        this.home = home;
        this.atExit = AtExit.run(plan.name(), this::close);
    }

    /** Runs a program to its end; its output goes to the log. */
    static void run(TempDirectory home, ProcessBuilder program) {
        Path log = home.resolve("server.log");
        String name = program.command().get(0);
        try {
            Process process = program.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (process.waitFor() != 0) {
                throw new ServerException(name + " failed with exit code " + process.exitValue() + LogTail.of(log));
            }
        } catch (IOException e) {
            throw new ServerException(name + " cannot be run", e);
        } catch (InterruptedException e) {
            throw Await.interrupted(name, e);
        }
    }

    /** Starts the server and waits until it answers; does nothing while it runs. */
    synchronized void start() {
        if (closed) {
            throw new ServerException(plan.name() + " is closed");
        }
        if (process != null && process.isAlive()) {
            return;
        }
        dismissWatchdog();
        try {
            Process started = builder().start();
            process = started;
            watchdog = Watchdog.guard(started, plan.discard(), home.path());
            awaitReady(started);
        } catch (IOException e) {
            throw new ServerException(plan.name() + " cannot be started", e);
        }
    }

    /** Starts the server; leaves nothing behind if that fails. */
    void startOrClose() {
        try {
            start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Lets the server shut down in good order; does nothing if it is not running. */
    synchronized void stop() {
        Process running = process;
        if (running != null && running.isAlive()) {
            Signals.send(plan.stop(), running.toHandle());
            Await.until(plan.name() + " to stop", STOP_TIMEOUT, () -> !running.isAlive(), this::logTail);
        }
        dismissWatchdog();
    }

    /** Ends the server and its children with SIGKILL; does nothing if it is not running. */
    synchronized void kill() {
        Process killed = process;
        if (killed != null) {
            Signals.killTree(killed.toHandle());
            awaitEnd(killed);
        }
        dismissWatchdog();
    }

    /** The system knows of its end before this JVM does; start() asks the JVM, and so do tests. */
    private void awaitEnd(Process ending) {
        Await.until(plan.name() + " to end", STOP_TIMEOUT, () -> !ending.isAlive(), this::logTail);
    }

    synchronized void freeze() {
        Signals.send("STOP", Signals.stopTree(running().toHandle()));
    }

    synchronized void thaw() {
        ProcessHandle root = running().toHandle();
        List<ProcessHandle> tree = new ArrayList<>(List.of(root));
        root.descendants().forEach(tree::add);
        Signals.send("CONT", tree);
    }

    synchronized long pid() {
        return running().pid();
    }

    Path directory() {
        return home.path();
    }

    String logTail() {
        return LogTail.of(home.resolve("server.log"));
    }

    /** Ends the server and deletes its directory; a second call does nothing. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Process running = process;
        if (running != null && running.isAlive()) {
            discard(running.toHandle());
            awaitEnd(running);
        }
        dismissWatchdog();
        home.delete();
        atExit.cancel();
    }

    private void discard(ProcessHandle server) {
        List<ProcessHandle> tree = Signals.stopTree(server);
        Signals.send(plan.discard(), server);
        Signals.send("CONT", tree);
        try {
            Signals.awaitGone(tree);
        } catch (ServerException e) {
            Signals.killTree(server);
        }
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(plan.command())
                .directory(home.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("server.log").toFile()));
        builder.environment().putAll(plan.environment());
        return builder;
    }

    private void awaitReady(Process started) {
        Await.until(
                plan.name() + " to answer",
                START_TIMEOUT,
                () -> {
                    if (!started.isAlive()) {
                        throw new ServerException(
                                plan.name() + " ended with exit code " + started.exitValue() + logTail());
                    }
                    return plan.ready().holds();
                },
                this::logTail);
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new ServerException(plan.name() + " is not running");
        }
        return process;
    }

    private void dismissWatchdog() {
        if (watchdog != null) {
            watchdog.dismiss();
            watchdog = null;
        }
    }
}
