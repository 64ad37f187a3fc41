package io.eos.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A main class in a JVM of its own, which can be killed, frozen and ended.
 *
 * <p>It runs on this JVM's Java home, and is killed when this JVM ends, frozen or not, however that may be. A main class that
 * may be started by others as well can call {@link ParentWatch#exitWhenParentDies()}. Thread-safe; operations throw
 * {@link ServerException} with the tail of the child's output.
 */
public final class ForkedJvm implements AutoCloseable {

    private final String mainClass;
    private final Process process;
    private final TempDirectory home;
    private final @Nullable Path output;
    private final AtExit atExit;

    private ForkedJvm(String mainClass, Process process, TempDirectory home, @Nullable Path output) {
        this.mainClass = mainClass;
        this.process = process;
        this.home = home;
        this.output = output;
        this.atExit = AtExit.run(mainClass, this::close);
    }

    /** What to start, to be completed and started. */
    public static Builder of(String mainClass) {
        return new Builder(mainClass);
    }

    /** What to start, to be completed and started. */
    public static Builder of(Class<?> mainClass) {
        return of(mainClass.getName());
    }

    /** The class path of this JVM, with absolute paths, also where a test runner hides it in a manifest. */
    public static String ownClassPath() {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        // The child may work in another directory.
        return Stream.of(own.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> new File(entry).getAbsolutePath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process runs, frozen or not. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The last lines of the output, or nothing where the output is inherited. */
    public String outputTail() {
        return output == null ? "" : LogTail.of(output);
    }

    /** Sends SIGKILL and waits for the exit; does nothing if it has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(20));
    }

    /** Sends SIGTERM and does not wait; a frozen process ends only after {@link #thaw()}. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGSTOP: nothing moves until {@link #thaw()}, and nobody is told. */
    public void freeze() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    /** Sends SIGQUIT: it writes what all of its threads do into its output, and goes on. */
    public void dumpThreads() {
        signal("QUIT");
    }

    /**
     * Waits for the exit and returns the exit code (128 and the signal's number, after a signal).
     *
     * @throws ServerException if it still runs at the end of the timeout; it goes on running
     */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ServerException(this + " did not end within " + timeout + outputTail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw Await.interrupted("exit of " + this, e);
        }
    }

    /** Kills the process if it runs, and deletes what was made for it here (not an output file of the caller's). */
    @Override
    public void close() {
        kill();
        home.delete();
        atExit.cancel();
    }

    @Override
    public String toString() {
        return mainClass + "[" + pid() + "]";
    }

    private void signal(String name) {
        if (!process.isAlive()) {
            throw new ServerException(this + " has ended, SIG" + name + " was not sent" + outputTail());
        }
        Signals.send(name, process.toHandle());
    }

    /** Collects what a forked JVM needs; not thread-safe. */
    public static final class Builder {

        private final String mainClass;
        private final List<String> jvmArgs = new ArrayList<>();
        private final List<String> args = new ArrayList<>();
        private final Map<String, String> env = new LinkedHashMap<>();
        private String classPath = ownClassPath();
        private @Nullable Path output;
        private boolean inherit;

        private Builder(String mainClass) {
            this.mainClass = mainClass;
        }

        /** Adds arguments of the main class. */
        public Builder args(String... more) {
            args.addAll(List.of(more));
            return this;
        }

        /** Adds options of the JVM, such as {@code -Dname=value}. */
        public Builder jvmArgs(String... more) {
            jvmArgs.addAll(List.of(more));
            return this;
        }

        /** Sets the maximum heap, such as {@code 256m}. */
        public Builder heap(String size) {
            return jvmArgs("-Xmx" + size);
        }

        /** Sets a variable in the child's environment, which is otherwise this JVM's. */
        public Builder env(String name, String value) {
            env.put(name, value);
            return this;
        }

        /** Replaces the class path, by default {@link #ownClassPath()}. */
        public Builder classPath(String newClassPath) {
            classPath = newClassPath;
            return this;
        }

        /** Appends both output streams to a file; by default to a temporary one that is deleted on close. */
        public Builder output(Path file) {
            output = file;
            return this;
        }

        /** Sends both output streams to those of this JVM. */
        public Builder inheritOutput() {
            inherit = true;
            return this;
        }

        /** Starts the JVM. */
        public ForkedJvm start() {
            TempDirectory home = TempDirectory.create("jvm");
            Path file = inherit ? null : output == null ? home.resolve("output.log") : output;
            try {
                ProcessBuilder builder = new ProcessBuilder(command(home.path()));
                builder.environment().putAll(env);
                if (file == null) {
                    builder.redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.INHERIT);
                } else {
                    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()));
                }
                Process process = builder.start();
                Watchdog.guard(process, "KILL", home.path());
                return new ForkedJvm(mainClass, process, home, file);
            } catch (IOException e) {
                home.delete();
                throw new ServerException("cannot start " + mainClass, e);
            }
        }

        /** The command line; the class path goes to a file in the directory. */
        List<String> command(Path directory) throws IOException {
            // A class path may be longer than a command line can be.
            Path argFile = directory.resolve("classpath.arg");
            String quoted = classPath.replace("\\", "\\\\").replace("\"", "\\\"");
            Files.writeString(argFile, "-cp \"" + quoted + "\"\n", Charset.defaultCharset());
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add(
                    "-D" + ParentWatch.PARENT + "=" + ProcessHandle.current().pid());
            command.addAll(jvmArgs);
            command.add("@" + argFile);
            command.add(mainClass);
            command.addAll(args);
            return command;
        }
    }
}
