package io.eos.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** Answers that are under way to a client: each arrives when its time has come, and none overtakes another. Thread-safe. */
final class LateAnswers {
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>();
    private final Socket client;
    private final Runnable ended;
    private final Runnable broken;

    /** Some bytes, and when they arrive. */
    private record Piece(ByteBuffer bytes, long at) {}

    /**
     * Starts a thread that delivers.
     *
     * @param ended is run once all have arrived
     * @param broken is run where the client is gone before
     */
    LateAnswers(Socket client, Runnable ended, Runnable broken) {
        this.client = client;
        this.ended = ended;
        this.broken = broken;
        FaultyConnection.start("late-answers-" + client.getPort(), this::deliver);
    }

    /** Sends bytes on their way. */
    void add(byte[] bytes, int size, Duration by) {
        underWay.add(new Piece(ByteBuffer.wrap(Arrays.copyOf(bytes, size)), System.nanoTime() + by.toNanos()));
    }

    /** After what is under way, nothing comes. */
    void end() {
        underWay.add(new Piece(END, System.nanoTime()));
    }

    private void deliver() {
        try {
            OutputStream out = client.getOutputStream();
            for (Piece piece = underWay.take(); piece.bytes().hasRemaining(); piece = underWay.take()) {
                for (long left = piece.at() - System.nanoTime(); left > 0; left = piece.at() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(piece.bytes().array());
            }
            client.shutdownOutput();
            ended.run();
        } catch (IOException e) {
            broken.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
