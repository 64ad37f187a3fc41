package io.eos.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection through a {@link FaultProxy}: two threads, one for each way. Thread-safe. */
final class FaultyConnection {

    private static final int BUFFER = 1 << 16;
    private static final long SLICE_NANOS = Duration.ofMillis(20).toNanos();

    private final Socket client;
    private final Socket server;
    private final AtomicLong dropped;
    private final Consumer<FaultyConnection> ended;
    private final AtomicInteger waysEnded = new AtomicInteger();
    private volatile Fault fault;
    /** Of the thread that reads answers. */
    private @Nullable LateAnswers late;

    private volatile boolean incomplete;
    private long answered;

    /**
     * Not started yet.
     *
     * @param dropped counts bytes of answers that are not handed on
     * @param ended is told when both ways are closed
     */
    FaultyConnection(Socket client, Socket server, Fault fault, AtomicLong dropped, Consumer<FaultyConnection> ended) {
        this.client = client;
        this.server = server;
        this.fault = fault;
        this.dropped = dropped;
        this.ended = ended;
    }

    void start() throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        start("requests-" + client.getPort(), () -> pump(client, server, true));
        start("answers-" + client.getPort(), () -> pump(server, client, false));
    }

    void set(Fault next) {
        fault = next;
        if (incomplete || next instanceof Fault.Refuse) {
            reset();
        }
    }

    /** Both sides see a connection reset. */
    void reset() {
        reset(client);
        reset(server);
        ended.accept(this);
    }

    /** One way has ended; the second one ends the connection. */
    private void ended() throws IOException {
        if (waysEnded.incrementAndGet() == 2) {
            close();
        }
    }

    private void close() throws IOException {
        client.close();
        server.close();
        ended.accept(this);
    }

    private void pump(Socket from, Socket to, boolean requests) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                if (!pass(buffer, size, out, requests)) {
                    return;
                }
            }
            if (!requests && late != null) {
                late.end();
            } else {
                to.shutdownOutput();
                ended();
            }
        } catch (IOException e) {
            // One side is gone: so is the other.
            reset();
        }
    }

    /** Hands bytes on as the fault has it; says whether this way goes on. */
    private boolean pass(byte[] bytes, int size, OutputStream out, boolean requests) throws IOException {
        Fault now = fault;
        if (now instanceof Fault.Silence || (now instanceof Fault.DropReplies && !requests)) {
            incomplete = true;
            if (!requests) {
                dropped.addAndGet(size);
            }
            return true;
        }
        if (incomplete && !(now instanceof Fault.HalfClose)) {
            reset();
            return false;
        }
        if (now instanceof Fault.Delay delay && requests) {
            pause(delay.by(), now);
        }
        if (now instanceof Fault.Trickle trickle) {
            trickle(bytes, size, out, trickle);
            return true;
        }
        return requests ? write(bytes, size, out) : answer(bytes, size, out, now);
    }

    private boolean answer(byte[] bytes, int size, OutputStream out, Fault now) throws IOException {
        long limit = limit(now);
        int whole = (int) Math.max(0, Math.min(size, limit - answered));
        if (whole > 0) {
            answered += whole;
            answer(bytes, whole, out, now instanceof Fault.Latency latency ? latency.by() : Duration.ZERO);
        }
        if (answered < limit) {
            return true;
        }
        dropped.addAndGet(size - whole);
        incomplete = true;
        return endAnswers(now);
    }

    /** Once something is late, all that comes after it has to wait for its turn. */
    private void answer(byte[] bytes, int size, OutputStream out, Duration by) throws IOException {
        LateAnswers delivery = late;
        if (delivery == null && by.isZero()) {
            write(bytes, size, out);
            return;
        }
        if (delivery == null) {
            delivery = new LateAnswers(client, this::endedLate, this::reset);
            late = delivery;
        }
        delivery.add(bytes, size, by);
    }

    private void endedLate() {
        try {
            ended();
        } catch (IOException e) {
            reset();
        }
    }

    /** Says whether the server's answers are still read, and dropped. */
    private boolean endAnswers(Fault now) throws IOException {
        if (now instanceof Fault.HalfClose) {
            if (!client.isOutputShutdown()) {
                client.shutdownOutput();
            }
            return true;
        }
        if (now instanceof Fault.Reset) {
            reset();
        } else {
            close();
        }
        return false;
    }

    private static long limit(Fault now) {
        if (now instanceof Fault.Cut cut) {
            return cut.afterBytes();
        }
        if (now instanceof Fault.Reset reset) {
            return reset.afterBytes();
        }
        return now instanceof Fault.HalfClose half ? half.afterBytes() : Long.MAX_VALUE;
    }

    private void trickle(byte[] bytes, int size, OutputStream out, Fault.Trickle trickle) throws IOException {
        int written = 0;
        while (written < size && fault == trickle) {
            out.write(bytes, written++, 1);
            pause(trickle.pause(), trickle);
        }
        out.write(bytes, written, size - written);
    }

    private static boolean write(byte[] bytes, int size, OutputStream out) throws IOException {
        out.write(bytes, 0, size);
        return true;
    }

    /** Ends early where the fault is taken away. */
    private void pause(Duration time, Fault because) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && fault == because; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, SLICE_NANOS));
        }
    }

    static void reset(Socket socket) {
        try {
            // Closing sends a reset rather than what was not sent yet.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
