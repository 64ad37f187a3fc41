package io.eos.cli.demo;

import io.eos.cli.demo.ledger.Ledger;
import io.eos.servers.ParentWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The main class of a worker without eos, as it is written every day: poll, make the effects, commit the offsets. It loses nothing,
 * and whatever comes twice takes effect twice.
 */
final class NaiveWorkerMain {
    static final String GROUP = "demo-naive";

    private final WorkerArguments arguments;

    private NaiveWorkerMain(WorkerArguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        new NaiveWorkerMain(WorkerArguments.parse(args)).run();
    }

    private void run() throws Exception {
        try (Journal journal = new Journal(arguments.journal());
                Ledger ledger = arguments.system().open(arguments.address(), arguments.ledger());
                KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            consumer.subscribe(List.of(arguments.source()));
            while (true) {
                ConsumerRecords<byte[], byte[]> messages = consumer.poll(Duration.ofMillis(200));
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> message : messages) {
                    sent.add(process(message, journal, ledger, producer));
                }
                for (Future<RecordMetadata> one : sent) {
                    one.get();
                }
                commit(consumer);
            }
        }
    }

    private Future<RecordMetadata> process(
            ConsumerRecord<byte[], byte[]> message,
            Journal journal,
            Ledger ledger,
            KafkaProducer<byte[], byte[]> producer) {
        Payment payment = Payment.fromJson(message.value());
        journal.begin(Journal.Kind.LEDGER, payment.id(), message.partition(), message.offset());
        LockSupport.parkNanos(arguments.work().toNanos());
        ledger.enter(arguments.effect(payment, message));
        return producer.send(Receipt.of(payment, arguments.sink(), arguments.name(), message));
    }

    private static void commit(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.commitSync();
        } catch (RebalanceInProgressException e) {
            // the next poll takes part in it, and what was not committed comes again
        } catch (org.apache.kafka.clients.consumer.CommitFailedException e) {
            // likewise
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG, GROUP,
                        ConsumerConfig.CLIENT_ID_CONFIG, arguments.name(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "100",
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "4000",
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        arguments.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
