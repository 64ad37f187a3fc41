package io.eos.cli.bench;

import io.eos.servers.ParentWatch;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

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
        try (var source = new WholeTopic(task, "insert-" + task.name(), Map.of());
                Connection connection = DriverManager.getConnection(Effects.rewriting(task.store()));
                PreparedStatement insert = connection.prepareStatement(Effects.insert(Effects.table(task)))) {
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            while (source.hasMore()) {
                ConsumerRecords<byte[], byte[]> records = source.poll();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    Effects.bind(insert, record);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
                source.commit();
            }
            CopyReport.write(task.report(), System.nanoTime() - start, task.messages());
        }
    }
}
