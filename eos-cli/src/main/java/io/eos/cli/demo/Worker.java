package io.eos.cli.demo;

import io.eos.servers.ForkedJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A worker in a process of its own, and its journal. Not thread-safe. */
final class Worker implements AutoCloseable {
    private final String name;
    private final ForkedJvm jvm;
    private final JournalReader journal;
    private int seen;

    private Worker(String name, ForkedJvm jvm, JournalReader journal) {
        this.name = name;
        this.jvm = jvm;
        this.journal = journal;
    }

    static Worker start(Class<?> mainClass, WorkerArguments arguments, Path log) {
        ForkedJvm jvm = WorkerJvm.start(mainClass, log, arguments.toArray());
        return new Worker(arguments.name(), jvm, new JournalReader(arguments.journal()));
    }

    String name() {
        return name;
    }

    ForkedJvm jvm() {
        return jvm;
    }

    /** All that it has begun. */
    List<Journal.Begun> begun() {
        return journal.read();
    }

    /** Whether it has begun something since this was last asked. */
    boolean movedOn() {
        int now = begun().size();
        boolean moved = now > seen;
        seen = now;
        return moved;
    }

    /** Lets it drain and end. */
    void stop() {
        if (jvm.isAlive()) {
            jvm.terminate();
        }
    }

    /** Waits until it has ended after {@link #stop}. */
    void awaitEnd() {
        jvm.awaitExit(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        jvm.close();
    }
}
