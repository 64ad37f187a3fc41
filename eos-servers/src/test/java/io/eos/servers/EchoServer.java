package io.eos.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back what it is sent, and counts it. Thread-safe. */
final class EchoServer implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicLong received = new AtomicLong();

    EchoServer() throws IOException {
        FaultyConnection.start("echo", this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** How many bytes all clients have sent. */
    long received() {
        return received.get();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                FaultyConnection.start("echo-" + client.getPort(), () -> echo(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void echo(Socket client) {
        byte[] buffer = new byte[1 << 16];
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                received.addAndGet(size);
                out.write(buffer, 0, size);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
