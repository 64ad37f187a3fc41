package io.eos.store.cassandra;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A node that owns one shard of a processor, and works on it. Not thread-safe. */
final class Node {
    static final UUID TOPIC = UUID.fromString("6f1c9c4e-0000-4000-8000-000000000001");

    final ResultStore store;
    final Acquisition acquisition;
    final Tenure tenure;
    private long sequence;

    private Node(ResultStore store, Acquisition acquisition) {
        this.store = store;
        this.acquisition = acquisition;
        this.tenure = acquisition.tenure();
    }

    static Node of(ResultStore store, String processor, Scope scope, int partition) {
        store.register(ProcessorSpec.of(processor, scope, Map.of()));
        Shard shard = new Shard(processor, TOPIC, partition);
        return new Node(store, store.acquire(shard, scope, NodeId.random("test")));
    }

    static String newProcessor() {
        return "test-" + UUID.randomUUID();
    }

    Completion completion(String id, int payload) {
        return new Completion(MessageId.business(id), result(payload), Completion.UNCLAIMED);
    }

    StoredResult result(int payload) {
        return new StoredResult(
                ResultStatus.PROCESSED,
                ThreadLocalRandom.current().nextLong(),
                tenure.shard().at(7),
                null,
                Bytes.wrap(new byte[payload]),
                List.of(),
                tenure.node(),
                Instant.EPOCH,
                1,
                "");
    }

    Checkpoint next(long watermark) {
        return new Checkpoint(++sequence, Checkpoint.NONE, watermark, -1, List.of());
    }

    List<RecordOutcome> record(String... ids) {
        List<Completion> completions = new ArrayList<>();
        for (String id : ids) {
            completions.add(completion(id, 10));
        }
        return store.record(tenure, completions, next(0));
    }

    ClaimOutcome claim(String id, Duration lease) {
        ClaimRequest request = new ClaimRequest(
                MessageId.business(id), ThreadLocalRandom.current().nextLong(), false);
        return store.claim(tenure, List.of(request), lease).get(0);
    }

    Optional<StoredResult> find(String id) {
        return store.find(tenure, List.of(MessageId.business(id))).get(0);
    }
}
