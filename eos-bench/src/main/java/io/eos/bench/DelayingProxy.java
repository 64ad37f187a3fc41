package io.eos.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between clients and a server on loopback, like a network: each answer arrives a while later. It knows no protocol, and counts
 * {@link Turns}. Thread-safe.
 */
final class DelayingProxy implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocket entrance;
    private final int server;
    private final Turns turns;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long delayNanos;

    /** Some bytes, and when they arrive. */
    private record Piece(ByteBuffer bytes, long at) {}

    /** @param server the server's port */
    DelayingProxy(int server, Turns turns) {
        this.server = server;
        this.turns = turns;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** How late answers arrive from now on. */
    void delay(long millis) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                onward.setTcpNoDelay(true);
                open.add(client);
                open.add(onward);
                BlockingQueue<Piece> answers = new LinkedBlockingQueue<>();
                start(() -> forward(client, onward));
                start(() -> collect(onward, client, answers));
                start(() -> deliver(answers, client));
            } catch (IOException e) {
                // The entrance is closed, or the server is down: the client finds out.
            }
        }
    }

    private void forward(Socket client, Socket onward) {
        byte[] buffer = new byte[BUFFER];
        try (client;
                onward) {
            InputStream in = client.getInputStream();
            OutputStream out = onward.getOutputStream();
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                turns.sent();
                out.write(buffer, 0, size);
            }
        } catch (IOException e) {
            // One side is gone, and so is the other.
        }
    }

    private void collect(Socket onward, Socket client, BlockingQueue<Piece> answers) {
        byte[] buffer = new byte[BUFFER];
        try (client;
                onward) {
            InputStream in = onward.getInputStream();
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, size));
                answers.add(new Piece(bytes, System.nanoTime() + delayNanos));
            }
        } catch (IOException e) {
            // One side is gone, and so is the other.
        }
        answers.add(new Piece(ByteBuffer.allocate(0), 0));
    }

    private void deliver(BlockingQueue<Piece> answers, Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            for (Piece piece = answers.take(); piece.bytes().hasRemaining(); piece = answers.take()) {
                for (long left = piece.at() - System.nanoTime(); left > 0; left = piece.at() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                turns.answered();
                out.write(piece.bytes().array());
            }
        } catch (IOException e) {
            // The client is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "delaying-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
