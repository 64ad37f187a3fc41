package io.eos.cli.chaos.trial;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Records that are shown though their transactions were aborted: a broker ended them without writing it down in the topic. Kafka 4.4.0 does so where it is killed after it acknowledged
 * the end and before the markers are written, and, when it starts again, goes on with the transaction before it knows the topic ("likely deleted
 * already and hence can be skipped"). The next commit of the same producer then makes records visible whose transaction was aborted: two outputs,
 * of which the producer is told nothing. eos aborts such transactions once more, but not one that it may have committed. Seen in the topic's own files: since
 * transactions of version 2 each has an epoch of its own, so a later epoch without a marker in between tells it. Stateless.
 */
final class ForgottenTransactions {
    private ForgottenTransactions() {}

    /**
     * Offsets of such records, by partition.
     *
     * @param data the broker's directory
     */
    static Map<TopicPartition, Set<Long>> of(Path data, String topic, int partitions) {
        Map<TopicPartition, Set<Long>> forgotten = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition key = new TopicPartition(topic, partition);
            Set<Long> offsets = ofPartition(data.resolve(key.toString()));
            if (!offsets.isEmpty()) {
                forgotten.put(key, offsets);
            }
        }
        return forgotten;
    }

    private static Set<Long> ofPartition(Path directory) {
        Set<Long> forgotten = new HashSet<>();
        Map<Long, Open> open = new HashMap<>();
        for (File segment : segments(directory)) {
            try (FileRecords records = FileRecords.open(segment, false)) {
                for (RecordBatch batch : records.batches()) {
                    add(batch, open, forgotten);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return forgotten;
    }

    private static List<File> segments(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .map(Path::toFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a producer has written since its last marker, in its last transaction and in those before. */
    private record Open(short epoch, List<Long> offsets, List<Long> before) {}

    private static void add(RecordBatch batch, Map<Long, Open> open, Set<Long> forgotten) {
        if (!batch.isTransactional()) {
            return;
        }
        Open present = open.get(batch.producerId());
        if (batch.isControlBatch()) {
            open.remove(batch.producerId());
            if (present != null && isCommit(batch)) {
                forgotten.addAll(present.before());
            }
            return;
        }
        if (present == null || present.epoch() != batch.producerEpoch()) {
            List<Long> before = new ArrayList<>();
            if (present != null) {
                before.addAll(present.before());
                before.addAll(present.offsets());
            }
            present = new Open(batch.producerEpoch(), new ArrayList<>(), before);
            open.put(batch.producerId(), present);
        }
        for (long offset = batch.baseOffset(); offset <= batch.lastOffset(); offset++) {
            present.offsets().add(offset);
        }
    }

    private static boolean isCommit(RecordBatch marker) {
        return ControlRecordType.parse(marker.iterator().next().key()) == ControlRecordType.COMMIT;
    }
}
