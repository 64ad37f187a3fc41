package io.eos.cli.chaos.worker;

import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.cli.chaos.judge.Sinks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where handlers say that they are called, and make their effects, outside of any store. It puts all of them into one order; {@link
 * Sinks} says what came of the effects. Thread-safe.
 */
public final class EffectServer implements AutoCloseable {
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final EventLog log;
    private final List<Event> events = new ArrayList<>();

    public EffectServer(Path file) {
        log = new EventLog(file);
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("effects", this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** All that it was told, in its order. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                open.add(client);
                start("effects-" + client.getPort(), () -> serve(client));
            } catch (IOException e) {
                // Closed, and so the loop ends.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                take(Event.parse(line));
                out.write('\n');
                out.flush();
            }
        } catch (IOException e) {
            // The worker was killed.
        } finally {
            open.remove(client);
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

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.close();
    }
}
