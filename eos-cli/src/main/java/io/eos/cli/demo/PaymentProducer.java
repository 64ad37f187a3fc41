package io.eos.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the payments of a plan at a steady rate, on a thread of its own, as a shop does while its workers come and go. Thread-safe.
 *
 * <p>The last tenth waits until it is {@linkplain #release released}, so that there is work when the last worker is killed; until
 * then it trickles.
 */
final class PaymentProducer implements AutoCloseable {
    private static final int TRICKLE = 8;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<PaymentPlan.Sending> sendings;
    private final long nanosPerMessage;
    private final Thread thread;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile long sent;
    private volatile boolean released;
    private volatile boolean closed;

    PaymentProducer(String bootstrapServers, String topic, List<PaymentPlan.Sending> sendings, Duration duration) {
        this.topic = topic;
        this.sendings = sendings;
        this.nanosPerMessage = duration.toNanos() / Math.max(1, sendings.size());
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG, "shop",
                        ProducerConfig.LINGER_MS_CONFIG, "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = new Thread(this::sendAll, "eos-demo-producer");
        thread.setDaemon(true);
        thread.start();
    }

    /** How many messages were sent so far. */
    long sent() {
        return sent;
    }

    /** Whether all were sent and acknowledged. */
    boolean done() {
        check();
        return !thread.isAlive();
    }

    /** Lets the last tenth go at the full rate. */
    void release() {
        released = true;
    }

    private void check() {
        Exception reason = failure.get();
        if (reason != null) {
            throw new DemoFailedException("the payments could not be sent: " + reason.getMessage(), reason);
        }
    }

    private void sendAll() {
        int held = sendings.size() - sendings.size() / 10;
        long next = System.nanoTime();
        for (int i = 0; i < sendings.size() && !closed && failure.get() == null; i++) {
            send(sendings.get(i));
            sent = i + 1L;
            next += nanosPerMessage * (i >= held && !released ? TRICKLE : 1L);
            while (next - System.nanoTime() > 1_000_000 && !closed) {
                LockSupport.parkNanos(Math.min(20_000_000, next - System.nanoTime()));
            }
        }
        producer.flush();
    }

    private void send(PaymentPlan.Sending sending) {
        Payment payment = sending.payment();
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                topic, sending.partition(), payment.account().getBytes(StandardCharsets.UTF_8), payment.toJson());
        message.headers().add(Payment.ID_HEADER, payment.id().getBytes(StandardCharsets.UTF_8));
        Future<RecordMetadata> unused = producer.send(message, (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        producer.close(Duration.ofSeconds(5));
    }
}
