package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A node that owns a shard, as the loop would drive it. */
final class Node {
    final ResultStore store;
    final Tenure tenure;
    private long sequence;
    private long acknowledged;

    private Node(ResultStore store, Tenure tenure, long acknowledged) {
        this.store = store;
        this.tenure = tenure;
        this.acknowledged = acknowledged;
    }

    static String newProcessor() {
        return "p-" + UUID.randomUUID();
    }

    static Node of(ResultStore store, String processor, int partition) {
        return of(store, processor, partition, Scope.PROCESSOR);
    }

    /** The owner of a shard whose results are in segments. */
    static Node ofSegments(ResultStore store, String processor) {
        return of(store, processor, 0, Scope.SHARD);
    }

    private static Node of(ResultStore store, String processor, int partition, Scope scope) {
        store.register(ProcessorSpec.of(processor, scope, Map.of()));
        var acquired = store.acquire(new Shard(processor, new UUID(1, 2), partition), scope, NodeId.random("node"));
        return new Node(store, acquired.tenure(), acquired.last().watermark());
    }

    /** The same tenure, through another store. */
    Node through(ResultStore other) {
        Node same = new Node(other, tenure, acknowledged);
        same.sequence = sequence;
        return same;
    }

    StoredResult result(long offset, String payload) {
        return new StoredResult(
                ResultStatus.PROCESSED,
                ThreadLocalRandom.current().nextLong(),
                tenure.shard().at(offset),
                null,
                Bytes.utf8(payload),
                List.of(),
                tenure.node(),
                Instant.EPOCH,
                1,
                "");
    }

    Completion completion(String id) {
        return completion(id, "payload");
    }

    Completion completion(String id, String payload) {
        return Completion.unclaimed(MessageId.business(id), result(0, payload));
    }

    Checkpoint next(long watermark, Pending... pending) {
        return new Checkpoint(++sequence, acknowledged, watermark, -1, List.of(pending));
    }

    Checkpoint next() {
        return next(acknowledged);
    }

    List<RecordOutcome> record(Checkpoint checkpoint, Completion... completions) {
        List<RecordOutcome> outcomes = store.record(tenure, List.of(completions), checkpoint);
        acknowledged = checkpoint.watermark();
        return outcomes;
    }

    RecordOutcome record(Completion completion) {
        return record(next(), completion).get(0);
    }

    ClaimOutcome claim(String id, long nonce, Duration lease) {
        return store.claim(tenure, List.of(new ClaimRequest(MessageId.business(id), nonce, false)), lease)
                .get(0);
    }

    Optional<StoredResult> find(String id) {
        return store.find(tenure, List.of(MessageId.business(id))).get(0);
    }
}
