package io.eos.cli.chaos;

import io.eos.cli.chaos.Evidence.Sent;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.Payment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The messages of a run: a third at once, then a trickle as long as faults are done, then the rest, if any is left. Thread-safe. */
final class Traffic implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final int ACCOUNTS = 5;

    private static final Duration PAUSE = Duration.ofMillis(60);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final Messages messages;
    private final int least;
    private final List<Sent> sent = new ArrayList<>();
    private final CountDownLatch hurry = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    Traffic(String bootstrapServers, String topic, Messages messages, int least) {
        this.topic = topic;
        this.messages = messages;
        this.least = least;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500",
                        ProducerConfig.CLIENT_ID_CONFIG, "traffic"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = new Thread(this::sendAll, "traffic");
        thread.setDaemon(true);
    }

    static String account(int number) {
        return "account-" + number;
    }

    static boolean isPoison(Payment payment) {
        return payment.cents() == 0;
    }

    void start() {
        thread.start();
    }

    /** Sends the rest without pauses. Returns when the broker has taken everything. */
    void finish() {
        hurry.countDown();
        try {
            thread.join(Duration.ofMinutes(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted", e);
        }
        Exception reason = failure.get();
        if (reason != null) {
            throw new DemoFailedException("the messages of the run could not be sent: " + reason, reason);
        }
        if (thread.isAlive()) {
            throw new DemoFailedException("the broker does not take the messages of the run");
        }
    }

    /** What the broker has taken so far. */
    List<Sent> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    private void sendAll() {
        while (!closed && (hurry.getCount() > 0 || messages.distinct() < least)) {
            send(messages.next());
            if (messages.distinct() > least / 3) {
                pause();
            }
        }
        producer.flush();
    }

    private void pause() {
        try {
            if (!hurry.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                producer.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Messages.Message message) {
        Payment payment = message.payment();
        ProducerRecord<byte[], byte[]> sending = new ProducerRecord<>(
                topic, message.partition(), payment.account().getBytes(StandardCharsets.UTF_8), payment.toJson());
        sending.headers().add(Payment.ID_HEADER, payment.id().getBytes(StandardCharsets.UTF_8));
        Future<RecordMetadata> unused = producer.send(sending, (place, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
                return;
            }
            synchronized (sent) {
                sent.add(new Sent(payment.id(), place.partition(), place.offset(), isPoison(payment)));
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        hurry.countDown();
        producer.close(Duration.ofSeconds(5));
    }
}
