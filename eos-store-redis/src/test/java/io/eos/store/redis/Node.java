package io.eos.store.redis;

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
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** A node that owns one shard of a processor and works on it. Not thread-safe. */
final class Node {
    static final UUID TOPIC = UUID.fromString("6f1c9c4e-0000-4000-8000-000000000001");

    final TransactionalResultStore<RedisEffects> store;
    final Tenure tenure;
    private long sequence;
    private long acknowledged;

    private Node(TransactionalResultStore<RedisEffects> store, Tenure tenure, long acknowledged) {
        this.store = store;
        this.tenure = tenure;
        this.acknowledged = acknowledged;
    }

    static String newProcessor() {
        return "test-" + UUID.randomUUID();
    }

    static Node of(TransactionalResultStore<RedisEffects> store, String processor) {
        return of(store, processor, Scope.PROCESSOR);
    }

    static Node of(TransactionalResultStore<RedisEffects> store, String processor, Scope scope) {
        store.register(ProcessorSpec.of(processor, scope, Map.of()));
        var acquired = store.acquire(shard(processor), scope, new NodeId("node-1"));
        return new Node(store, acquired.tenure(), acquired.last().watermark());
    }

    static Shard shard(String processor) {
        return new Shard(processor, TOPIC, 3);
    }

    /** The same tenure, through another store. */
    Node through(TransactionalResultStore<RedisEffects> other) {
        Node node = new Node(other, tenure, acknowledged);
        node.sequence = sequence;
        return node;
    }

    Checkpoint upTo(long watermark) {
        return new Checkpoint(++sequence, acknowledged, watermark, -1, List.of());
    }

    Completion completion(String id, long offset) {
        StoredResult result = new StoredResult(
                ResultStatus.PROCESSED,
                ThreadLocalRandom.current().nextLong(),
                tenure.shard().at(offset),
                null,
                Bytes.utf8("result"),
                List.of(),
                tenure.node(),
                Instant.EPOCH,
                1,
                "");
        return Completion.unclaimed(MessageId.business(id), result);
    }

    RecordOutcome record(Completion completion, Checkpoint checkpoint) {
        RecordOutcome outcome =
                store.record(tenure, List.of(completion), checkpoint).get(0);
        acknowledged = checkpoint.watermark();
        return outcome;
    }

    /** Records the next offset. */
    RecordOutcome record(String id) {
        long offset = Math.max(0, acknowledged);
        return record(completion(id, offset), upTo(offset + 1));
    }

    ClaimOutcome claim(String id) {
        ClaimRequest request = new ClaimRequest(
                MessageId.business(id), ThreadLocalRandom.current().nextLong(), false);
        return store.claim(tenure, List.of(request), Duration.ofMinutes(5)).get(0);
    }

    Optional<StoredResult> find(String id) {
        return store.find(tenure, List.of(MessageId.business(id))).get(0);
    }

    TransactionOutcome transact(Completion completion, Checkpoint checkpoint, Consumer<RedisEffects> effects) {
        return store.transact(tenure, resource -> {
            effects.accept(resource);
            return new Commit(List.of(completion), checkpoint);
        });
    }

    /** Makes effects with the next offset. */
    TransactionOutcome transact(String id, Consumer<RedisEffects> effects) {
        long offset = Math.max(0, acknowledged);
        TransactionOutcome outcome = transact(completion(id, offset), upTo(offset + 1), effects);
        if (outcome instanceof TransactionOutcome.Committed) {
            acknowledged = offset + 1;
        }
        return outcome;
    }
}
