package io.eos.cli.demo;

import io.eos.servers.ForkedJvm;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How the JVMs of workers are started. Stateless. */
public final class WorkerJvm {
    private WorkerJvm() {}

    /** Starts one, whose output goes to the log. */
    public static ForkedJvm start(Class<?> mainClass, Path log, String... args) {
        return start(mainClass, log, List.of(), args);
    }

    /** Starts one with further options of the JVM. */
    public static ForkedJvm start(Class<?> mainClass, Path log, List<String> jvmArgs, String... args) {
        return builder(mainClass, log, args)
                .jvmArgs(jvmArgs.toArray(String[]::new))
                .start();
    }

    /** Starts one with something in front of this JVM's class path. */
    public static ForkedJvm start(Class<?> mainClass, Optional<String> further, Path log, String... args) {
        ForkedJvm.Builder builder = builder(mainClass, log, args);
        further.ifPresent(more -> builder.classPath(more + File.pathSeparator + ForkedJvm.ownClassPath()));
        return builder.start();
    }

    private static ForkedJvm.Builder builder(Class<?> mainClass, Path log, String... args) {
        return ForkedJvm.of(mainClass)
                .heap("256m")
                // Short-lived: what the second compiler gains comes too late. The database's port is for this machine
                // only.
                .jvmArgs("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dh2.bindAddress=127.0.0.1")
                .args(args)
                .output(log);
    }
}
