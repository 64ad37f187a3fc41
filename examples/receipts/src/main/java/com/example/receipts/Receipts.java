package com.example.receipts;

import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.MessageIdentity;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes one receipt for each payment, until it is told to end. Arguments: where Kafka is, where the results are kept, and the topic of the
 * payments.
 */
public final class Receipts {
    private Receipts() {}

    /**
     * Runs until the process is told to end; a failed processor ends it with status 1.
     *
     * @param args bootstrap servers, the store's address, and a topic
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        String payments = args[2];
        EosProcessor processor = Eos.processor("receipts-of-" + payments)
                .bootstrapServers(args[0])
                .store(args[1])
                .topics(payments)
                .identity(MessageIdentity.header("payment-id"))
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transform(
                        new StringSerializer(),
                        new StringSerializer(),
                        (payment, context) -> List.of(new ProducerRecord<>(
                                payments + "-receipts", payment.key(), "received " + payment.value())))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(processor::close));
        while (!processor.awaitTermination(Duration.ofMinutes(1))) {}
        System.exit(processor.failure().isPresent() ? 1 : 0);
    }
}
