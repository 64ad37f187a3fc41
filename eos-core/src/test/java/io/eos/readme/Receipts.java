package io.eos.readme;

import io.eos.core.Eos;
import io.eos.core.MessageIdentity;
import io.eos.core.ProcessorDefinition;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Effects in Kafka: one receipt per payment. */
class Receipts {
    static ProcessorDefinition define(String kafka, String store) {
        return Eos.processor("receipts")
                .bootstrapServers(kafka)
                .store(store)
                .topics("payments")
                .identity(MessageIdentity.header("payment-id"))
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transform(
                        new StringSerializer(),
                        new StringSerializer(),
                        (payment, context) -> List.of(
                                new ProducerRecord<>("receipts", payment.key(), "received " + payment.value())));
    }
}
