package io.eos.store.jdbc;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A node that owns one shard of a processor, in {@code PROCESSOR} scope, and works on it. Not thread-safe. */
final class Node {
    static final UUID TOPIC = UUID.fromString("6f1c9c4e-0000-4000-8000-000000000001");

    final TransactionalResultStore<Connection> store;
    final Tenure tenure;
    private long sequence;

    private Node(TransactionalResultStore<Connection> store, Tenure tenure) {
        this.store = store;
        this.tenure = tenure;
    }

    static Node of(TransactionalResultStore<Connection> store, String processor, int partition) {
        store.register(ProcessorSpec.of(processor, Scope.PROCESSOR, Map.of()));
        Shard shard = new Shard(processor, TOPIC, partition);
        return new Node(
                store,
                store.acquire(shard, Scope.PROCESSOR, NodeId.random("test")).tenure());
    }

    static String newProcessor() {
        return "test-" + UUID.randomUUID();
    }

    Completion completion(String id) {
        StoredResult result = new StoredResult(
                ResultStatus.PROCESSED,
                ThreadLocalRandom.current().nextLong(),
                tenure.shard().at(0),
                null,
                Bytes.utf8(id),
                List.of(),
                tenure.node(),
                Instant.EPOCH,
                1,
                "");
        return Completion.unclaimed(MessageId.business(id), result);
    }

    Checkpoint next() {
        return upTo(0);
    }

    Checkpoint upTo(long watermark) {
        return new Checkpoint(++sequence, Checkpoint.NONE, watermark, -1, List.of());
    }

    List<RecordOutcome> record(String... ids) {
        List<Completion> completions = new ArrayList<>();
        for (String id : ids) {
            completions.add(completion(id));
        }
        return store.record(tenure, completions, next());
    }

    Optional<StoredResult> find(String id) {
        return store.find(tenure, List.of(MessageId.business(id))).get(0);
    }

    /** Runs effects, and records a result of the id with them. */
    TransactionOutcome transact(String id, Effects effects) {
        return store.transact(tenure, connection -> {
            effects.run(connection);
            return new Commit(List.of(completion(id)), next());
        });
    }

    /** What a handler does. */
    @FunctionalInterface
    interface Effects {
        void run(Connection connection) throws Exception;
    }
}
