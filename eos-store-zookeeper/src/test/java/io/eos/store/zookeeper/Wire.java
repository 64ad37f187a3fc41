package io.eos.store.zookeeper;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network between a client and one server, which breaks where it is told to. It passes whole packets on, and knows a {@code multi} by its
 * number. Thread-safe.
 */
final class Wire implements AutoCloseable {
    private static final int MULTI = 14;

    /** What the store waits for: a read begins with a sync, or with a write of the clock's znode. */
    private static final Set<Integer> WAITED_FOR = Set.of(MULTI, 9, 5);

    /** What happens to a {@code multi}. */
    enum Break {
        NEVER,
        /** The connection breaks before the server gets the request. */
        BEFORE_THE_REQUEST,
        /** The connection breaks when the server has answered. */
        BEFORE_THE_ANSWER,
        /** The request is on its way until it is {@link #release released}. */
        NEVER_BUT_LATE
    }

    private final int serverPort;
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger passes = new AtomicInteger();
    private volatile Break next = Break.NEVER;
    private volatile boolean staysBroken;
    private volatile boolean down;
    private volatile CountDownLatch late = new CountDownLatch(0);
    private volatile byte[] session = {};

    Wire(String server) {
        serverPort = Integer.parseInt(server.substring(server.indexOf(':') + 1));
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + entrance.getLocalPort();
    }

    /** Breaks at a later {@code multi}; nobody gets through from then on if it stays broken. */
    void breakAt(Break when, int multisBefore, boolean broken) {
        passes.set(multisBefore);
        late = new CountDownLatch(when == Break.NEVER_BUT_LATE ? 1 : 0);
        staysBroken = broken;
        next = when;
    }

    /** Nobody gets through, and who did is cut off. */
    void cut() {
        down = true;
        open.forEach(Wire::close);
    }

    void mend() {
        next = Break.NEVER;
        down = false;
    }

    /** Lets the request that is late arrive. */
    void release() {
        late.countDown();
    }

    /** Whether the break has happened that was asked for. */
    boolean isBroken() {
        return next == Break.NEVER;
    }

    /** How many requests have passed for which the store waits. */
    int roundTrips() {
        return roundTrips.get();
    }

    /** Number and password of the last session that the server gave or confirmed. */
    ByteBuffer session() {
        return ByteBuffer.wrap(session);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                if (down) {
                    close(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(client);
                open.add(server);
                AtomicInteger lost = new AtomicInteger(Integer.MIN_VALUE);
                start(() -> requests(client, server, lost));
                start(() -> answers(client, server, lost));
            } catch (IOException e) {
                // the entrance was closed, or the server is down
            }
        }
    }

    private void requests(Socket client, Socket server, AtomicInteger lost) {
        try {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(server.getOutputStream());
            boolean first = true;
            while (true) {
                byte[] packet = read(in);
                // The first one has no head: it asks for a session.
                int type = first ? 0 : ByteBuffer.wrap(packet).getInt(4);
                if (WAITED_FOR.contains(type)) {
                    roundTrips.incrementAndGet();
                }
                if (type == MULTI && isTime()) {
                    Break now = next;
                    next = Break.NEVER;
                    down = staysBroken;
                    if (now == Break.BEFORE_THE_REQUEST) {
                        break;
                    }
                    if (now == Break.BEFORE_THE_ANSWER) {
                        lost.set(ByteBuffer.wrap(packet).getInt());
                    }
                    late.await();
                }
                first = false;
                write(out, packet);
            }
        } catch (IOException | InterruptedException e) {
            // one side was closed: so is the other
        }
        close(client);
        close(server);
    }

    private boolean isTime() {
        return next != Break.NEVER && passes.getAndDecrement() == 0;
    }

    private void answers(Socket client, Socket server, AtomicInteger lost) {
        try {
            DataInputStream in = new DataInputStream(server.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            boolean first = true;
            while (true) {
                byte[] packet = read(in);
                if (first) {
                    // Protocol version and time-out come before the session.
                    ByteBuffer given = ByteBuffer.wrap(packet);
                    byte[] password = new byte[given.getInt(16)];
                    given.get(20, password);
                    session = ByteBuffer.allocate(8 + password.length)
                            .putLong(given.getLong(8))
                            .put(password)
                            .array();
                } else if (ByteBuffer.wrap(packet).getInt() == lost.get()) {
                    break;
                }
                first = false;
                write(out, packet);
            }
        } catch (IOException e) {
            // one side was closed: so is the other
        }
        close(client);
        close(server);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] packet = new byte[in.readInt()];
        in.readFully(packet);
        return packet;
    }

    private static void write(DataOutputStream out, byte[] packet) throws IOException {
        ByteBuffer whole =
                ByteBuffer.allocate(4 + packet.length).putInt(packet.length).put(packet);
        out.write(whole.array());
        out.flush();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            // it is of no use any more
        }
    }

    @Override
    public void close() {
        close(entrance);
        open.forEach(Wire::close);
    }
}
