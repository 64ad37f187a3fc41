package io.eos.cli.chaos.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A free port on loopback, and a thread for each client that comes there, until it goes or is killed. Thread-safe. */
final class Entrance implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket socket;
    private final String name;
    private final Service service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What is done for a client. */
    interface Service {
        /** Returns when the client is gone, or throws what says so. */
        void serve(Socket client) throws IOException;
    }

    private Entrance(ServerSocket socket, String name, Service service) {
        this.socket = socket;
        this.name = name;
        this.service = service;
    }

    /**
     * Opens it.
     *
     * @param name of its threads
     */
    static Entrance open(String name, Service service) {
        try {
            Entrance entrance =
                    new Entrance(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), name, service);
            entrance.start(entrance::accept);
            return entrance;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                // Closed, and so the loop ends.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            service.serve(client);
        } catch (IOException e) {
            // It was killed.
        } finally {
            open.remove(client);
        }
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
