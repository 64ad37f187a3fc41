package io.eos.cli.bench;

import io.eos.servers.ParentWatch;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The yardstick of {@code transact}: poll, make a row for each message with one batched INSERT, commit it, then the offsets. At least once, over one
 * connection, with the driver's rewriting of batches.
 */
final class BareInsertMain {
    private BareInsertMain() {}

    /** For the arguments see {@link CopyArguments}. */
    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        CopyArguments task = CopyArguments.parse(args);
        Effects.create(task);
        try (var consumer = new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                task.servers(),
                                "group.id",
                                "insert-" + task.name(),
                                "enable.auto.commit",
                                "false"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                Connection connection = DriverManager.getConnection(rewriting(task.store()));
                PreparedStatement insert = connection.prepareStatement(Effects.insert(Effects.table(task)))) {
            connection.setAutoCommit(false);
            List<TopicPartition> partitions = consumer.partitionsFor(task.source()).stream()
                    .map(info -> new TopicPartition(task.source(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long start = System.nanoTime();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    Effects.bind(insert, record);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
                consumer.commitSync();
            }
            CopyReport.write(task.report(), System.nanoTime() - start, task.messages());
        }
    }

    private static String rewriting(String url) {
        return url.startsWith("jdbc:postgresql:")
                ? url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true"
                : url;
    }
}
