package io.eos.cli.chaos.worker;

import io.eos.cli.chaos.judge.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has this process killed, or frozen, when it passes a point for the n-th time, with a signal like anyone else's: a shell waits for the word
 * from the start, since to start one takes longer than a request to a store. Thread-safe.
 */
public final class Trigger {
    /** Nothing happens. */
    static final Trigger NONE = new Trigger(null, event -> {}, "");

    /** How long a thread is held. */
    public static final Duration HOLD = Duration.ofSeconds(8);

    private static volatile Trigger installed = NONE;

    private final @Nullable Order order;
    private final Consumer<Event> log;
    private final String worker;
    private final AtomicInteger passed = new AtomicInteger();
    private final @Nullable Process shell;

    /** What is done. */
    public enum Action {
        /** SIGKILL. */
        KILL,
        /** SIGSTOP: somebody else sends SIGCONT. */
        STOP,
        /** No signal: the thread that comes by is held for a while, and only that one. */
        HOLD
    }

    /**
     * When what is done.
     *
     * @param after how often the point is passed before
     */
    public record Order(FaultPoint point, Action action, int after) {
        public String text() {
            return point + ":" + action + ":" + after;
        }

        static Order parse(String text) {
            String[] parts = text.split(":", -1);
            return new Order(
                    FaultPoint.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    Action.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                    Integer.parseInt(parts[2]));
        }
    }

    private Trigger(@Nullable Order order, Consumer<Event> log, String worker) {
        this.order = order;
        this.log = log;
        this.worker = worker;
        this.shell = order == null || order.action() == Action.HOLD ? null : shell(order.action());
    }

    public static Trigger of(@Nullable Order order, Consumer<Event> log, String worker) {
        return new Trigger(order, log, worker);
    }

    /** For what Kafka's clients make by themselves. */
    static void install(Trigger trigger) {
        installed = trigger;
    }

    static Trigger installed() {
        return installed;
    }

    /** Says that this point is passed; returns whether the fault struck here. */
    boolean reached(FaultPoint point) {
        Order now = order;
        if (now == null || now.point() != point || passed.getAndIncrement() != now.after()) {
            return false;
        }
        long time = System.nanoTime();
        log.accept(Event.of(Event.Type.POINT, worker, time, time).saying(point.name()));
        if (now.action() == Action.HOLD) {
            hold();
        } else {
            strike(now.point().held());
        }
        return true;
    }

    private static void hold() {
        long end = System.nanoTime() + HOLD.toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private void strike(boolean held) {
        Process waiting = shell;
        if (waiting == null) {
            return;
        }
        try {
            OutputStream word = waiting.getOutputStream();
            word.write('\n');
            word.flush();
            if (held) {
                // Killed: it never comes back. Frozen: the shell answers, and its answer is read when the process goes
                // on.
                BufferedReader answer = waiting.inputReader(StandardCharsets.US_ASCII);
                answer.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process shell(Action action) {
        long pid = ProcessHandle.current().pid();
        try {
            return new ProcessBuilder(List.of(
                            "sh",
                            "-c",
                            "read word || exit 0; kill -" + action + " " + pid + "; sleep 0.2; echo struck"))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("no shell to send a signal", e);
        }
    }
}
