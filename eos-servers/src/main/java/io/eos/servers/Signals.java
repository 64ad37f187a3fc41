package io.eos.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** POSIX signals to processes that this JVM started. Stateless. */
final class Signals {

    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(20);

    private Signals() {}

    /**
     * Sends a signal, such as {@code STOP}; processes that are gone are passed over.
     *
     * @throws ServerException if none of them could be signalled
     */
    static void send(String signal, Collection<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "s=$1; shift; kill -$s \"$@\"", "kill", signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // The shell's own kill, for there may be no such program.
            Process shell = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
                throw new ServerException("SIG" + signal + " was not sent in time");
            }
            if (shell.exitValue() != 0 && processes.stream().noneMatch(Signals::gone)) {
                throw new ServerException("SIG" + signal + " could not be sent to " + pids(processes));
            }
        } catch (IOException e) {
            throw new ServerException("SIG" + signal + " could not be sent", e);
        } catch (InterruptedException e) {
            throw Await.interrupted("SIG" + signal, e);
        }
    }

    static void send(String signal, ProcessHandle process) {
        send(signal, List.of(process));
    }

    /** The process and all that it started, while it is stopped and so cannot start more. */
    static List<ProcessHandle> stopTree(ProcessHandle root) {
        send("STOP", root);
        List<ProcessHandle> tree = new ArrayList<>(List.of(root));
        root.descendants().forEach(tree::add);
        return tree;
    }

    /** Ends a process and all that it started with SIGKILL, and waits until they are gone. */
    static void killTree(ProcessHandle root) {
        if (gone(root)) {
            return;
        }
        List<ProcessHandle> tree = stopTree(root);
        send("KILL", tree);
        awaitGone(tree);
    }

    static void awaitGone(Collection<ProcessHandle> processes) {
        Await.until(
                "exit of " + pids(processes),
                EXIT_TIMEOUT,
                () -> processes.stream().allMatch(Signals::gone),
                () -> "");
    }

    /** Whether a process has ended, even if nobody has reaped it (some containers run no init that would). */
    static boolean gone(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return !process.isAlive();
        }
    }

    private static List<Long> pids(Collection<ProcessHandle> processes) {
        return processes.stream().map(ProcessHandle::pid).toList();
    }
}
