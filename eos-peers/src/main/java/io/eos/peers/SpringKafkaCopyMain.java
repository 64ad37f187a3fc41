package io.eos.peers;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.transaction.KafkaTransactionManager;

/**
 * Copies a topic by Spring Kafka's listener container, exactly once by {@code EOSMode.V2} as by default: a batch listener, a transaction for
 * each poll, up to 20,000 records a poll so that transactions are as long as those of the others, duplicates kept.
 */
public final class SpringKafkaCopyMain {
    private static final int MOST_RECORDS = 20_000;

    private SpringKafkaCopyMain() {}

    /** Copies; for the arguments see {@link CopyTask}. */
    public static void main(String[] args) throws Exception {
        CopyTask task = CopyTask.of(args);
        String group = "spring-" + task.name();
        var producers = new DefaultKafkaProducerFactory<>(
                Map.<String, Object>of(
                        "bootstrap.servers", task.servers(), "linger.ms", "5", "batch.size", CopyTask.BATCH_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producers.setTransactionIdPrefix(group + "-");
        var consumers = new DefaultKafkaConsumerFactory<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        task.servers(),
                        "group.id",
                        group,
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        MOST_RECORDS,
                        "max.partition.fetch.bytes",
                        8 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);
        ContainerProperties properties = new ContainerProperties(task.source());
        properties.setKafkaAwareTransactionManager(new KafkaTransactionManager<>(producers));
        properties.setMessageListener((BatchMessageListener<byte[], byte[]>) batch -> {
            batch.forEach(each -> copy(template, task.target(), each.key(), each.value()));
            task.done(batch.size());
        });
        var container = new KafkaMessageListenerContainer<>(consumers, properties);
        container.start();
        task.awaitCommitted(group);
        task.ended();
        container.stop();
        producers.destroy();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails with any of them
    private static void copy(KafkaTemplate<byte[], byte[]> template, String target, byte[] key, byte[] value) {
        template.send(new ProducerRecord<>(target, key, value));
    }
}
