package io.eos.cli.bench;

import io.eos.servers.ParentWatch;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * The yardstick of {@code transact}: poll up to 1,000 messages, make a row for each with one batched INSERT, commit it, and the offsets every 100 ms. At
 * least once; a thread and a connection for each partition, with the driver's rewriting of batches.
 */
final class BareInsertMain {
    private BareInsertMain() {}

    /** For the arguments see {@link CopyArguments}. */
    public static void main(String[] args) throws Exception {
        ParentWatch.exitWhenParentDies();
        CopyArguments task = CopyArguments.parse(args);
        Effects.create(task);
        MeasuredPart part = new MeasuredPart(task.messages());
        LongAdder inserted = new LongAdder();
        part.watch(inserted::sum);
        List<CompletableFuture<Void>> partitions = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        for (int partition : WholeTopic.partitions(task)) {
            partitions.add(CompletableFuture.runAsync(() -> insert(task, partition, inserted), threads));
        }
        partitions.forEach(CompletableFuture::join);
        threads.shutdown();
        part.reached(inserted.sum());
        CopyReport.write(task.report(), part, inserted.sum(), List.of());
    }

    private static void insert(CopyArguments task, int partition, LongAdder inserted) {
        Map<String, Object> settings = Map.of("max.poll.records", "1000");
        try (var source = new WholeTopic(task, "insert-" + task.name(), settings, List.of(partition));
                Connection connection = DriverManager.getConnection(Effects.rewriting(task.store()));
                PreparedStatement insert = connection.prepareStatement(Effects.insert(Effects.table(task)))) {
            connection.setAutoCommit(false);
            long committed = System.nanoTime();
            while (source.hasMore()) {
                ConsumerRecords<byte[], byte[]> records = source.poll();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    Effects.bind(insert, record);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
                inserted.add(records.count());
                if (System.nanoTime() - committed >= CopyArguments.COMMIT_NANOS) {
                    source.commitLater();
                    committed = System.nanoTime();
                }
            }
            source.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make rows of partition " + partition, e);
        }
    }
}
