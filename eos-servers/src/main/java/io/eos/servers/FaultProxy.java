package io.eos.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between clients and a server on loopback, and does to their connections what networks do. It knows no protocol.
 *
 * <p>A {@link FaultPlan} gives each connection its fault when it comes; {@link #set} gives one to all, those that are open included. A
 * connection that lost bytes, or ends for another reason, never works again: it is reset when its fault is taken away, since TCP may lose a
 * connection but no bytes in the midst of one. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

    private final ServerSocket entrance;
    private final Set<FaultyConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile int target;
    private volatile FaultPlan plan = FaultPlan.NONE;

    private FaultProxy(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a proxy", e);
        }
        FaultyConnection.start("fault-proxy-" + port(), this::accept);
    }

    /** A proxy of a server on loopback, through which everything passes. */
    public static FaultProxy to(int port) {
        return new FaultProxy(port);
    }

    /** A proxy that refuses connections until it is told where they go: for servers that must know its port before they start. */
    public static FaultProxy open() {
        return new FaultProxy(0);
    }

    /** Where new connections go from now on. */
    public void target(int port) {
        target = port;
    }

    /** Where clients connect to, on loopback. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Gives this fault to all connections, the open ones at once. */
    public void set(Fault fault) {
        plan = FaultPlan.all(fault);
        open.forEach(connection -> connection.set(fault));
    }

    /** Gives new connections their faults by a plan; open ones keep theirs. */
    public void plan(FaultPlan forNew) {
        plan = forNew;
    }

    /** Resets every open connection. */
    public void resetAll() {
        open.forEach(FaultyConnection::reset);
    }

    /** How many connections came so far, those that were refused included. */
    public int accepted() {
        return accepted.get();
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    /** How many bytes of answers did not reach their client. */
    public long droppedReplyBytes() {
        return dropped.get();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                connect(client, accepted.getAndIncrement());
            } catch (IOException e) {
                // The entrance is closed, and the loop ends with it.
            }
        }
    }

    private void connect(Socket client, int number) {
        Fault fault = plan.of(number);
        if (fault instanceof Fault.Refuse || target == 0) {
            FaultyConnection.reset(client);
            return;
        }
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            FaultyConnection connection = new FaultyConnection(client, server, fault, dropped, open::remove);
            open.add(connection);
            connection.start();
            // A fault for all that was set in the meantime is this one's too.
            Fault now = plan.of(number);
            if (!now.equals(fault)) {
                connection.set(now);
            }
        } catch (IOException e) {
            // The server is down: its clients see a connection that ends.
            FaultyConnection.reset(client);
        }
    }

    /** Resets all connections and takes no more. */
    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy's port could not be closed", e);
        }
        resetAll();
    }

    @Override
    public String toString() {
        return "FaultProxy[" + port() + " to " + target + "]";
    }
}
