package io.eos.cli.chaos.worker;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.chaos.judge.Sinks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where handlers say that they are called, and make their effects, outside of any store. It puts all of them into one order; {@link
 * Sinks} says what came of the effects. Thread-safe.
 */
public final class EffectServer implements AutoCloseable {
    private final Entrance entrance;
    private final EventLog log;
    private final List<Event> events = new ArrayList<>();

    public EffectServer(Path file) {
        log = new EventLog(file);
        entrance = Entrance.open("effects", this::serve);
    }

    public int port() {
        return entrance.port();
    }

    /** All that it was told, in its order. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    private void serve(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = client.getOutputStream();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            take(Event.parse(line));
            out.write('\n');
            out.flush();
        }
    }

    private synchronized void take(Event told) {
        long now = System.nanoTime();
        Event event = new Event(
                told.type(),
                told.worker(),
                told.from(),
                now,
                told.id(),
                told.partition(),
                told.offset(),
                told.token(),
                told.epoch(),
                told.note());
        log.add(event);
        events.add(event);
    }

    @Override
    public void close() {
        entrance.close();
        log.close();
    }
}
