package io.eos.cli.chaos.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** A barrier for processes: it opens, again and again, when all that came to it and still live are there. Thread-safe. */
public final class Gate implements AutoCloseable {
    private final ServerSocket entrance;
    private final int expected;
    private final Set<Socket> members = new HashSet<>();
    private final Set<Socket> waiting = new HashSet<>();
    private int joined;
    private int rounds;

    /** @param expected how many come before it opens for the first time */
    public Gate(int expected) {
        this.expected = expected;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
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

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                client.setTcpNoDelay(true);
                join(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                // Closed, and so the loop ends.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (client.getInputStream().read() >= 0) {
                arrived(client);
            }
        } catch (IOException e) {
            // It was killed.
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

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() {
        try {
            entrance.close();
            for (Socket client : members) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
