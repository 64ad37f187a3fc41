package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.Produced;
import io.eos.cli.audit.TopicReader;
import io.eos.cli.audit.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The audit of a real topic: with a lost and a doubled receipt it must say so, and what was aborted is not there. */
class TopicReaderTest {
    @Test
    void topicWithALostAndADoubledReceiptIsFoundOut() {
        String topic = Topics.create("receipts", 2);
        Topics.send(List.of(receipt(topic, 0, "p-1", 5), receipt(topic, 1, "p-1", 5)), true);
        abort(receipt(topic, 0, "p-2", 6));
        Produced produced =
                new Produced(Map.of("p-1", new Produced.Entry("a", 100), "p-2", new Produced.Entry("a", 100)), 2);
        try (TopicReader reader = new TopicReader(Topics.servers(), topic)) {
            Verdict verdict = Verdict.of(produced, reader.readToEnd());

            assertThat(verdict.lost()).containsExactly("p-2");
            assertThat(verdict.doubled()).containsExactly("p-1");

            Topics.send(List.of(receipt(topic, 0, "p-2", 6)), true);
            assertThat(reader.readToEnd()).extracting(Effect::id).containsExactlyInAnyOrder("p-1", "p-1", "p-2");
        }
    }

    @Test
    void whatStandsBehindATransactionThatADeadNodeLeftOpenIsReadOnceThatHasEnded() {
        String topic = Topics.create("receipts", 1);
        leaveOpen(receipt(topic, 0, "p-1", 5));
        Topics.send(List.of(receipt(topic, 0, "p-2", 6)), true);
        try (TopicReader reader = new TopicReader(Topics.servers(), topic)) {
            assertThat(reader.readToEnd()).isEmpty();
            assertThat(reader.readWhole()).extracting(Effect::id).containsExactly("p-2");
        }
    }

    private static void leaveOpen(ProducerRecord<byte[], byte[]> message) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                Topics.servers(),
                "transactional.id",
                Topics.name("dies"),
                "transaction.timeout.ms",
                "2000");
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        var unused = producer.send(message);
        producer.flush();
        producer.close(Duration.ZERO);
    }

    private static ProducerRecord<byte[], byte[]> receipt(String topic, int partition, String id, long offset) {
        ProducerRecord<byte[], byte[]> receipt = new ProducerRecord<>(
                topic,
                partition,
                Topics.bytes(id),
                Topics.bytes("{\"payment\":\"" + id + "\",\"account\":\"a\",\"cents\":100}"));
        receipt.headers().add("worker", Topics.bytes("w-1"));
        receipt.headers().add("source-partition", Topics.bytes("0"));
        receipt.headers().add("source-offset", Topics.bytes(Long.toString(offset)));
        return receipt;
    }

    private static void abort(ProducerRecord<byte[], byte[]> message) {
        Map<String, Object> config =
                new HashMap<>(Map.of("bootstrap.servers", Topics.servers(), "transactional.id", Topics.name("aborts")));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(message);
            producer.flush();
            producer.abortTransaction();
        }
    }
}
