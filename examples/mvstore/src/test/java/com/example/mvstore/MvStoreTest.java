package com.example.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.EntryCursor;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import io.eos.spi.Tenure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is this store's own, and in no contract. */
class MvStoreTest {
    private static final Shard SHARD = new Shard("p", new UUID(1, 2), 0);
    private static final MessageId ID = MessageId.business("a");

    @TempDir
    Path directory;

    private static ResultStore open(Path file) {
        return new MvResultStoreProvider().open(StoreConfig.of("mvstore:" + file));
    }

    private static Tenure acquire(ResultStore store) {
        store.register(ProcessorSpec.of("p", Scope.PROCESSOR, Map.of()));
        return store.acquire(SHARD, Scope.PROCESSOR, new NodeId("n")).tenure();
    }

    private static Completion completion(MessageId id) {
        return Completion.unclaimed(
                id,
                new StoredResult(
                        ResultStatus.PROCESSED,
                        1,
                        SHARD.at(0),
                        null,
                        null,
                        List.of(),
                        new NodeId("n"),
                        Instant.EPOCH,
                        1,
                        ""));
    }

    private static Checkpoint upTo(long watermark) {
        return new Checkpoint(watermark, Checkpoint.NONE, watermark, -1, List.of());
    }

    /** As it would be found after a crash: the file is copied while it is open. */
    @Test
    void whatWasRecordedIsOnTheDisk() throws Exception {
        Path file = directory.resolve("eos.mv");
        try (ResultStore store = open(file)) {
            Tenure tenure = acquire(store);
            assertThat(store.record(tenure, List.of(completion(ID)), upTo(1))).containsExactly(new Recorded(ID));
            Path copy = Files.copy(file, directory.resolve("copy.mv"));
            try (ResultStore found = open(copy)) {
                assertThat(found.find(tenure, List.of(ID)).get(0))
                        .contains(completion(ID).result());
                assertThat(found.admin().shards("p").get(0).checkpoint().watermark())
                        .isEqualTo(1);
            }
        }
    }

    /** An entry of a later version is neither absent nor overwritten, and nothing else of the call is written. */
    @Test
    void aCallThatFailsLeavesNothing() {
        Path file = directory.resolve("eos.mv");
        try (ResultStore store = open(file)) {
            Tenure tenure = acquire(store);
            plant(file, new byte[] {2});
            MessageId other = MessageId.business("0");
            assertThatThrownBy(() -> store.record(tenure, List.of(completion(other), completion(ID)), upTo(1)))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("had version 2 but this release reads 1");
            assertThatThrownBy(() -> store.find(tenure, List.of(ID))).isInstanceOf(CorruptRecordException.class);
            assertThat(store.find(tenure, List.of(other)).get(0)).isEmpty();
            assertThat(store.admin().shards("p").get(0).checkpoint().watermark())
                    .isEqualTo(Checkpoint.NONE);
        }
    }

    private static void plant(Path file, byte[] entry) {
        Tables tables = new Tables(Disk.share(file, StoreConfig.of("mvstore:x").address(), null), "eos_");
        tables.write(() -> tables.entries("p").put(EntryCursor.of(ID, null).text(), entry));
        tables.close();
    }

    @Test
    void aFileThatAnotherProcessHasOpenIsUnavailable() {
        Path file = directory.resolve("eos.mv");
        try (MVStore other = MVStore.open(file.toString())) {
            assertThat(other.isClosed()).isFalse();
            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is in use by another process");
        }
        open(file).close();
    }
}
