package io.eos.cli.bench;

import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs what is measured in a JVM of its own, with a directory of its own that ends with it. Thread-safe. */
final class MeasuredJvm {
    /** The class path of eos-peers, as {@code ./eos} gives it. */
    static final String PEERS = "eos.peers.class-path";

    /** The class path of eos-bench, as {@code ./eos} gives it. */
    static final String BENCHMARKS = "eos.bench.class-path";

    private static final Duration PATIENCE = Duration.ofHours(1);
    /** Whatever the heap of eos: one of them keeps ids in memory, and needs it. */
    private static final String HEAP_OF_PEERS = "1g";

    private final BenchPlan plan;

    MeasuredJvm(BenchPlan plan) {
        this.plan = plan;
    }

    /** What a JVM is told. */
    interface Arguments {
        /**
         * @param directory of the run
         * @param store the address of the store that was started for it, empty where there is none
         */
        CopyArguments of(Path directory, String store);
    }

    /** Something that is done while the JVM runs. */
    interface Meanwhile {
        /** @param report where the JVM will report */
        void run(Path report) throws IOException;
    }

    /**
     * Runs a main class until it ends, with a store of its own that is new, and reads what it reports.
     *
     * @param reader is called while the store is still there
     * @throws IOException if it does not end well
     */
    <T> T run(Contestant who, Arguments arguments, Meanwhile meanwhile, Reader<T> reader) throws IOException {
        Path directory = Files.createTempDirectory("eos-bench-");
        StoreServer store = who.store();
        try (StoreServer.Running running = store == null ? null : store.start(directory)) {
            CopyArguments task = arguments.of(directory, running == null ? "" : running.address());
            try (ForkedJvm jvm = start(who, task)) {
                meanwhile.run(task.report());
                awaitEnd(who, jvm);
            }
            return reader.read(task);
        } finally {
            delete(directory);
        }
    }

    /** Starts a main class, which is the caller's to end. */
    ForkedJvm start(Contestant who, CopyArguments task) {
        ForkedJvm.Builder builder = ForkedJvm.of(who.main())
                .args(task.toArgs())
                .jvmArgs("-Dh2.bindAddress=127.0.0.1")
                .jvmArgs(recording(task.name()))
                .heap(who.peer() ? HEAP_OF_PEERS : plan.heap());
        String classPath = who.peer() ? System.getProperty(PEERS) : null;
        return (classPath == null ? builder : builder.classPath(classPath)).start();
    }

    /** @throws IOException if it does not end well */
    static void awaitEnd(Contestant who, ForkedJvm jvm) throws IOException {
        int status = jvm.awaitExit(PATIENCE);
        if (status != 0) {
            throw new IOException(who + " ended with status " + status + ": " + jvm.outputTail());
        }
    }

    /** Reads what a run that ended well reported. */
    interface Reader<T> {
        T read(CopyArguments task) throws IOException;
    }

    private String[] recording(String name) {
        Path directory = plan.profile();
        return directory == null
                ? new String[0]
                : new String[] {
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                            + directory.toAbsolutePath().resolve(name + ".jfr")
                };
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> contentFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : contentFirst) {
                Files.deleteIfExists(path);
            }
        }
    }
}
