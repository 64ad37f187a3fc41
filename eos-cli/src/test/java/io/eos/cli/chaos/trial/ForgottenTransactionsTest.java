package io.eos.cli.chaos.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic's files, written as a broker writes them. */
class ForgottenTransactionsTest {
    private static final long PRODUCER = 7;

    @TempDir
    private Path data;

    private long next;

    @BeforeEach
    void partitions() throws IOException {
        Files.createDirectory(data.resolve("out-0"));
        Files.createDirectory(data.resolve("out-1"));
    }

    @Test
    void recordsWithoutAMarkerBeforeTheNextTransactionAreTold() throws IOException {
        write(records(PRODUCER, 0, "a", "b"));
        write(records(PRODUCER + 1, 4, "of another producer"));
        write(records(PRODUCER, 1, "c"));
        write(marker(PRODUCER, 2, ControlRecordType.COMMIT));
        write(marker(PRODUCER + 1, 5, ControlRecordType.COMMIT));

        assertThat(ForgottenTransactions.of(data, "out", 2))
                .isEqualTo(Map.of(new TopicPartition("out", 0), Set.of(0L, 1L)));
    }

    @Test
    void thoseThatAnotherAbortEndsAreNot() throws IOException {
        write(records(PRODUCER, 0, "a", "b"));
        write(records(PRODUCER, 1, "of the second abort"));
        write(marker(PRODUCER, 2, ControlRecordType.ABORT));
        write(records(PRODUCER, 2, "a", "b"));
        write(marker(PRODUCER, 3, ControlRecordType.COMMIT));

        assertThat(ForgottenTransactions.of(data, "out", 2)).isEmpty();
    }

    @Test
    void transactionsThatWereEndedAreNot() throws IOException {
        write(records(PRODUCER, 0, "a"));
        write(marker(PRODUCER, 1, ControlRecordType.ABORT));
        write(records(PRODUCER, 1, "b"));
        write(records(PRODUCER, 1, "more of the same"));
        write(marker(PRODUCER, 2, ControlRecordType.COMMIT));
        write(MemoryRecords.withRecords(next, Compression.NONE, record("without a transaction")));

        assertThat(ForgottenTransactions.of(data, "out", 2)).isEmpty();
    }

    private void write(MemoryRecords records) throws IOException {
        try (FileRecords file =
                FileRecords.open(data.resolve("out-0/00000000000000000000.log").toFile())) {
            file.append(records);
        }
        records.batches().forEach(batch -> next = batch.nextOffset());
    }

    private MemoryRecords records(long producer, int epoch, String... values) {
        SimpleRecord[] all = new SimpleRecord[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = record(values[i]);
        }
        return MemoryRecords.withTransactionalRecords(next, Compression.NONE, producer, (short) epoch, 0, 0, all);
    }

    private static SimpleRecord record(String value) {
        return new SimpleRecord(value.getBytes(StandardCharsets.UTF_8));
    }

    private MemoryRecords marker(long producer, int epoch, ControlRecordType type) {
        return MemoryRecords.withEndTransactionMarker(
                next, 0, 0, producer, (short) epoch, new EndTransactionMarker(type, 0));
    }
}
