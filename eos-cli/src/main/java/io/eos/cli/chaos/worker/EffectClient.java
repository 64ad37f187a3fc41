package io.eos.cli.chaos.worker;

import io.eos.cli.chaos.judge.Event;
import io.eos.core.HandlerContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A worker's connection to the {@link EffectServer}. Thread-safe. */
final class EffectClient implements AutoCloseable {
    private final Socket socket;
    private final String worker;

    EffectClient(int port, String worker) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.worker = worker;
        socket.setTcpNoDelay(true);
    }

    /** Says that the handler was called. */
    void called(String id, ConsumerRecord<?, ?> message, long token, boolean redelivered) throws IOException {
        tell(Event.Type.CALLED, id, message, token, redelivered ? "redelivered" : "");
    }

    /** Makes the effect: when this returns, it is on the disk. */
    void effect(String id, ConsumerRecord<?, ?> message, HandlerContext context) throws IOException {
        effect(id, message, context.fencingToken(), context.idempotencyKey());
    }

    /** Makes the effect without eos. */
    void effect(String id, ConsumerRecord<?, ?> message, long token, String key) throws IOException {
        // A note has no spaces.
        tell(Event.Type.EFFECT, id, message, token, key.replace(' ', '_'));
    }

    /** A call and its effect, with the id as key. */
    void race(String id, long token, boolean redelivered) throws IOException {
        long now = System.nanoTime();
        Event call = Event.of(Event.Type.CALLED, worker, now, now).about(id, token);
        send(redelivered ? call.saying("redelivered") : call);
        send(Event.of(Event.Type.EFFECT, worker, now, now).about(id, token).saying(id));
    }

    private void tell(Event.Type type, String id, ConsumerRecord<?, ?> message, long token, String note)
            throws IOException {
        long now = System.nanoTime();
        Event event = Event.of(type, worker, now, now)
                .about(id, token)
                .at(message.partition(), message.offset())
                .saying(note);
        send(event);
    }

    private void send(Event event) throws IOException {
        synchronized (socket) {
            OutputStream out = socket.getOutputStream();
            out.write((event.line() + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the sinks are gone");
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
