package io.eos.cli.chaos.worker;

import java.io.IOException;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** A barrier for processes: it opens, again and again, when all that came to it and still live are there. Thread-safe. */
public final class Gate implements AutoCloseable {
    private final Entrance entrance;
    private final int expected;
    private final Set<Socket> members = new HashSet<>();
    private final Set<Socket> waiting = new HashSet<>();
    private int joined;
    private int rounds;

    /** @param expected how many come before it opens for the first time */
    public Gate(int expected) {
        this.expected = expected;
        entrance = Entrance.open("gate", this::serve);
    }

    public int port() {
        return entrance.port();
    }

    /** How often it opened. */
    public synchronized int rounds() {
        return rounds;
    }

    /** A client's side: waits until it opens. */
    public static void await(Socket gate) throws IOException {
        gate.getOutputStream().write(1);
        if (gate.getInputStream().read() < 0) {
            throw new IOException("the gate is gone");
        }
    }

    private void serve(Socket client) throws IOException {
        join(client);
        try {
            while (client.getInputStream().read() >= 0) {
                arrived(client);
            }
        } finally {
            gone(client);
        }
    }

    private synchronized void join(Socket client) {
        members.add(client);
        joined++;
    }

    private synchronized void arrived(Socket client) {
        waiting.add(client);
        openIfAllAreThere();
    }

    private synchronized void gone(Socket client) {
        members.remove(client);
        waiting.remove(client);
        openIfAllAreThere();
    }

    private void openIfAllAreThere() {
        if (joined < expected || waiting.isEmpty() || waiting.size() < members.size()) {
            return;
        }
        rounds++;
        for (Socket client : waiting) {
            try {
                client.getOutputStream().write(1);
            } catch (IOException e) {
                // Its own thread notices.
            }
        }
        waiting.clear();
    }

    @Override
    public void close() {
        entrance.close();
    }
}
