package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.trial.Traffic;
import io.eos.cli.chaos.trial.Trial;
import io.eos.cli.chaos.trial.Worker;
import io.eos.cli.demo.Payment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Another producer's transactions in the input are aborted: nobody may see their messages. */
record Aborted() implements Scenario {
    private static final int TRANSACTIONS = 12;

    @Override
    public String name() {
        return "aborted-input";
    }

    @Override
    public String title() {
        return "aborted transactions among the messages, SIGKILL of a worker";
    }

    @Override
    public void play(Trial trial) {
        Worker victim = trial.start();
        trial.start();
        trial.awaitWork();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        trial.arena().kafka().bootstrapServers(),
                        "transactional.id",
                        trial.plan().name() + "-aborting"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < TRANSACTIONS; i++) {
                producer.beginTransaction();
                for (int partition = 0; partition < Traffic.PARTITIONS; partition++) {
                    send(producer, trial.plan().source(), partition, "aborted-" + i + "-" + partition);
                }
                producer.flush();
                producer.abortTransaction();
                if (i == TRANSACTIONS / 2) {
                    trial.fault("killed " + victim.name());
                    victim.kill();
                }
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int partition, String id) {
        Payment payment = new Payment(id, Traffic.account(0), 1);
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, partition, null, payment.toJson());
        message.headers().add(Payment.ID_HEADER, id.getBytes(StandardCharsets.UTF_8));
        Future<RecordMetadata> unused = producer.send(message);
    }
}
