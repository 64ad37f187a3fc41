package io.eos.cli.bench;

import io.eos.servers.ParentWatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The yardstick: poll, send, and every 100 ms commit outputs and offsets in one transaction. It keeps duplicates. */
final class BareCopyMain {
    private BareCopyMain() {}

    /** For the arguments see {@link CopyArguments}. */
    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails with any of them
    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        CopyArguments task = CopyArguments.parse(args);
        Map<String, Object> writing = Map.of(
                "bootstrap.servers",
                task.servers(),
                "transactional.id",
                "bare-" + task.name(),
                "linger.ms",
                "5",
                "batch.size",
                Integer.toString(128 << 10));
        try (var source = new WholeTopic(task, "bare-" + task.name(), Map.of("isolation.level", "read_committed"));
                var producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            MeasuredPart part = new MeasuredPart(task.messages());
            long copied = 0;
            long begun = System.nanoTime();
            producer.beginTransaction();
            while (source.hasMore()) {
                ConsumerRecords<byte[], byte[]> records = source.poll();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    producer.send(new ProducerRecord<>(
                            task.target(),
                            record.partition(),
                            record.timestamp(),
                            record.key(),
                            record.value(),
                            record.headers()));
                }
                copied += records.count();
                offsets.putAll(records.nextOffsets());
                if (System.nanoTime() - begun >= CopyArguments.COMMIT_NANOS) {
                    producer.sendOffsetsToTransaction(offsets, source.group());
                    producer.commitTransaction();
                    part.reached(copied);
                    producer.beginTransaction();
                    begun = System.nanoTime();
                }
            }
            producer.sendOffsetsToTransaction(offsets, source.group());
            producer.commitTransaction();
            part.reached(copied);
            CopyReport.write(task.report(), part, copied, List.of());
        }
    }
}
