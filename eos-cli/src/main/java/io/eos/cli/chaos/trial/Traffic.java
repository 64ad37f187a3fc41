package io.eos.cli.chaos.trial;

import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.worker.Demand;
import io.eos.cli.demo.DemoFailedException;
import io.eos.cli.demo.Payment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
public final class Traffic implements AutoCloseable {
    public static final int PARTITIONS = 4;
    static final int ACCOUNTS = 5;

    private static final Duration PAUSE = Duration.ofMillis(60);

    private final String bootstrapServers;
    private KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final Messages messages;
    private final int least;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Sent> former = new ArrayList<>();
    private final Map<String, Messages.Message> drawn = new HashMap<>();
    private final List<Sent> late = new ArrayList<>();
    private final byte[] padding;
    private final Object sending = new Object();
    private volatile long renewedAt;
    private final CountDownLatch hurry = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    /** @param padding how many bytes of headers each message has that nobody needs */
    Traffic(String bootstrapServers, String topic, Messages messages, int least, int padding) {
        this.padding = new byte[padding];
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.messages = messages;
        this.least = least;
        this.producer = producer(bootstrapServers);
        this.thread = new Thread(this::sendAll, "traffic");
        thread.setDaemon(true);
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500",
                        ProducerConfig.CLIENT_ID_CONFIG, "traffic"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public static String account(int number) {
        return "account-" + number;
    }

    public void start() {
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
    public List<Sent> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    /** What the topic of this name had before it was made again. */
    public List<Sent> former() {
        synchronized (sent) {
            return List.copyOf(former);
        }
    }

    /** When it was made again, as {@link System#nanoTime()} has it. */
    public long renewedAt() {
        return renewedAt;
    }

    /** Sends nothing while this runs. */
    public void whileQuiet(Runnable action) {
        synchronized (sending) {
            producer.flush();
            action.run();
        }
    }

    /** Sends nothing while all that is there is processed and the topic is made again, and then goes on in the new one. */
    public void renewTopic(Runnable drain, Runnable renewal) {
        whileQuiet(() -> {
            drain.run();
            renewedAt = System.nanoTime();
            renewal.run();
            // It would go on counting from the old topic's numbers.
            producer.close(Duration.ofSeconds(5));
            producer = producer(bootstrapServers);
            synchronized (sent) {
                former.addAll(sent);
                sent.clear();
            }
        });
    }

    private void sendAll() {
        while (!closed && (hurry.getCount() > 0 || messages.distinct() < least)) {
            synchronized (sending) {
                Messages.Message message = messages.next();
                drawn.putIfAbsent(message.payment().id(), message);
                send(message, sent);
            }
            if (messages.distinct() > least / 3) {
                pause();
            }
        }
        flush();
    }

    private void flush() {
        synchronized (sending) {
            producer.flush();
        }
    }

    private void pause() {
        try {
            if (!hurry.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends these messages again, and now. */
    public void sendAgain(List<String> ids) {
        whileQuiet(() -> {
            ids.forEach(id -> send(Objects.requireNonNull(drawn.get(id)), late));
            producer.flush();
        });
        synchronized (sent) {
            sent.addAll(late);
        }
    }

    /** What was sent again. */
    public List<Sent> late() {
        synchronized (sent) {
            return List.copyOf(late);
        }
    }

    private void send(Messages.Message message, List<Sent> taken) {
        Payment payment = message.payment();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, message.partition(), payment.account().getBytes(StandardCharsets.UTF_8), payment.toJson());
        record.headers().add(Payment.ID_HEADER, payment.id().getBytes(StandardCharsets.UTF_8));
        if (padding.length > 0) {
            record.headers().add("padding", padding);
        }
        Future<RecordMetadata> unused = producer.send(record, (place, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
                return;
            }
            synchronized (sent) {
                taken.add(new Sent(payment.id(), place.partition(), place.offset(), Demand.isPoison(payment)));
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        hurry.countDown();
        synchronized (sending) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
