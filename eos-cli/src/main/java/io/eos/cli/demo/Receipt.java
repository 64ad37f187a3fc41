package io.eos.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is published for a payment, the same with eos and without. Stateless. */
public final class Receipt {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Receipt() {}

    /**
     * The record to publish.
     *
     * @param message the one that said so
     */
    public static ProducerRecord<byte[], byte[]> of(
            Payment payment, String topic, String worker, ConsumerRecord<?, ?> message) {
        ProducerRecord<byte[], byte[]> receipt = new ProducerRecord<>(topic, bytes(payment.id()), json(payment));
        receipt.headers().add("worker", bytes(worker));
        receipt.headers().add("source-partition", bytes(Integer.toString(message.partition())));
        receipt.headers().add("source-offset", bytes(Long.toString(message.offset())));
        return receipt;
    }

    private static byte[] json(Payment payment) {
        try {
            return JSON.writeValueAsBytes(
                    Map.of("payment", payment.id(), "account", payment.account(), "cents", payment.cents()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
