package io.eos.cli.chaos.trial;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.Groups;
import io.eos.cli.demo.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks the broker for a group's offsets all the time, and writes down when they moved. Thread-safe. */
final class OffsetWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Groups groups;
    private final String group;
    private final EventLog log;
    private final List<Event> seen = new ArrayList<>();
    private final Map<Integer, Long> last = new HashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;

    OffsetWatch(Groups groups, String group, EventLog log) {
        this.groups = groups;
        this.group = group;
        this.log = log;
        this.thread = new Thread(this::watch, "offset-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!closed.get()) {
            try {
                look();
                boolean unused = Pause.until(PERIOD, closed::get);
            } catch (DemoFailedException e) {
                // The broker is down, or this thread is to end.
            }
        }
    }

    /** The offsets as they are now; 0 where there is none. */
    Map<Integer, Long> look() {
        long from = System.nanoTime();
        Map<Integer, Long> committed = groups.committed(group);
        long to = System.nanoTime();
        synchronized (this) {
            committed.forEach((partition, offset) -> {
                if (!offset.equals(last.put(partition, offset))) {
                    Event event =
                            Event.of(Event.Type.COMMITTED, "watch", from, to).at(partition, offset);
                    log.add(event);
                    seen.add(event);
                }
            });
        }
        return committed;
    }

    synchronized List<Event> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        closed.set(true);
        thread.interrupt();
        groups.close();
    }
}
