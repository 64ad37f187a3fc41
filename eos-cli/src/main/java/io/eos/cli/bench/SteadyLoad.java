package io.eos.cli.bench;

import io.eos.cli.demo.Pause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Messages at a steady rate, each due at a moment of its own, whatever became of those before. Stateless. */
final class SteadyLoad {
    static final int PER_SECOND = 1_000;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private SteadyLoad() {}

    /**
     * Sends a greeting, and waits until somebody has handled it.
     *
     * @throws IllegalStateException if nobody does
     */
    static void greet(String servers, String topic, Path ready) {
        Map<String, Object> config = Map.of("bootstrap.servers", servers);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(topic, "greeting", Latencies.greeting()));
        }
        if (!Pause.until(PATIENCE, () -> Files.exists(ready))) {
            throw new IllegalStateException("nobody handled the first message");
        }
    }

    /** Sends so many, and returns when the broker has them all. */
    @SuppressWarnings("FutureReturnValueIgnored") // closing waits, and the handlers count
    static void send(String servers, String topic, long messages, int bytes) {
        Map<String, Object> config = Map.of("bootstrap.servers", servers, "linger.ms", "0");
        long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            // Finds out about the topic before time runs.
            producer.partitionsFor(topic);
            long start = System.nanoTime();
            long startMicros = Latencies.nowMicros();
            for (long number = 0; number < messages; number++) {
                long due = number * interval;
                for (long left = start + due - System.nanoTime(); left > 0; left = start + due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                byte[] value = Latencies.value(number, startMicros + TimeUnit.NANOSECONDS.toMicros(due), bytes);
                producer.send(new ProducerRecord<>(topic, "id-" + number, value));
            }
        }
    }
}
