package io.eos.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a client and a server, and cuts the connection at the next request or at its answer. Thread-safe. */
final class CuttingProxy implements AutoCloseable {
    /** Where it cuts, once. */
    enum Cut {
        NOWHERE,
        /** The request does not reach the server. */
        REQUEST,
        /** The request does, and the answer does not reach the client. */
        ANSWER
    }

    private final ServerSocket listener;
    private final int target;
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NOWHERE);

    CuttingProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String address() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    void cutNext(Cut cut) {
        next.set(cut);
    }

    boolean hasCut() {
        return next.get() == Cut.NOWHERE;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                start(() -> pump(client, server, Cut.REQUEST));
                start(() -> pump(server, client, Cut.ANSWER));
            } catch (IOException e) {
                // The listener is closed, or the server down: the client finds out.
            }
        }
    }

    private void pump(Socket from, Socket to, Cut here) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                if (next.compareAndSet(here, Cut.NOWHERE)) {
                    return;
                }
                out.write(buffer, 0, size);
            }
        } catch (IOException e) {
            // One side is gone, and so is the other.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
