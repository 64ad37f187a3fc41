package io.eos.cli.chaos.trial;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.demo.Pause;
import io.eos.servers.ForkedJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A worker in a process of its own, and what it wrote down. Not thread-safe. */
public final class Worker implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(40);

    private final String name;
    private final ForkedJvm jvm;
    private final Path events;
    private final Path log;
    private final Link link;
    private boolean frozen;
    private boolean expectedToEnd;

    Worker(String name, ForkedJvm jvm, Path events, Path log, Link link) {
        this.name = name;
        this.jvm = jvm;
        this.events = events;
        this.log = log;
        this.link = link;
    }

    public String name() {
        return name;
    }

    public Link link() {
        return link;
    }

    public List<Event> events() {
        return EventLog.read(events);
    }

    public boolean isAlive() {
        return jvm.isAlive();
    }

    /** Whether it runs, and was not told to end. */
    boolean staying() {
        return jvm.isAlive() && !expectedToEnd;
    }

    /** Whether its trigger struck. */
    boolean struck() {
        return events().stream().anyMatch(event -> event.is(Event.Type.POINT));
    }

    /** Whether the store gave it a partition. */
    boolean working() {
        return events().stream().anyMatch(event -> event.is(Event.Type.RECORDED));
    }

    public void kill() {
        expectedToEnd = true;
        jvm.kill();
    }

    /** It was told before to kill itself. */
    public void expectEnd() {
        expectedToEnd = true;
    }

    /** SIGTERM. */
    public void terminate() {
        expectedToEnd = true;
        jvm.terminate();
    }

    public void freeze() {
        frozen = true;
        jvm.freeze();
    }

    /** Has it write into its log what its threads do, if it lives. */
    void dumpThreads() {
        if (isAlive()) {
            jvm.dumpThreads();
        }
    }

    /** It was told before to freeze itself. */
    public void frozen() {
        frozen = true;
    }

    public void thaw() {
        if (frozen && jvm.isAlive()) {
            jvm.thaw();
        }
        frozen = false;
    }

    /** Whether it ended, and nobody made it. */
    boolean diedByItself() {
        return !jvm.isAlive() && !expectedToEnd;
    }

    /** Waits for its end after {@link #terminate}; false if it does not come. */
    boolean awaitEnd() {
        return Pause.until(END, () -> !jvm.isAlive());
    }

    /** All that it said. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exit code, once it has ended. */
    public int exit() {
        return jvm.awaitExit(END);
    }

    public String logTail() {
        return jvm.outputTail();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
