package io.eos.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Free ports on loopback. Thread-safe. */
final class Ports {

    // Below the range from which systems draw the local ports of outgoing connections: while a server is down for a
    // restart, no client's connection can take its port.
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;
    private static final int STARTS = 3;

    private static final Set<Integer> HANDED_OUT = new HashSet<>();

    private Ports() {}

    /** A port that nothing listens on and that was not handed out before by this JVM. */
    static int free() {
        synchronized (HANDED_OUT) {
            for (int i = 0; i < TRIES; i++) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
                if (!HANDED_OUT.contains(port) && isFree(port)) {
                    HANDED_OUT.add(port);
                    return port;
                }
            }
        }
        throw new ServerException("no free port on loopback between " + LOWEST + " and " + HIGHEST);
    }

    /** Starts something on a free port, with another port if somebody else was faster. */
    static <T> T onFree(IntFunction<T> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.apply(free());
            } catch (ServerException e) {
                if (attempt == STARTS || !saysPortTaken(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whether something accepts connections on the port. */
    static boolean isListening(int port) {
        return isListening("127.0.0.1", port);
    }

    /** The same on another address of loopback. */
    static boolean isListening(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean saysPortTaken(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = cause.toString().toLowerCase(Locale.ROOT);
            // Kafka keeps the reason to its log.
            if (text.contains("address already in use") || text.contains("unable to start acceptor")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
