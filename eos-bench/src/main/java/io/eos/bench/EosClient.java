package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store of eos under one tenure, used as the processing loop uses it: a batch that is longer than the store takes goes in parts. */
final class EosClient implements Client {
    private final ResultStore store;
    private final Tenure tenure;
    private final int most;
    private long sequence;
    private long acknowledged = Checkpoint.NONE;

    /** Takes over a shard of a processor, of which nothing is there. */
    EosClient(ResultStore store, Scope scope, String processor) {
        this.store = store;
        most = store.traits().maxBatch();
        tenure = acquire(store, scope, processor).tenure();
    }

    /** The next tenure of the shard of a processor, which is registered where it is not yet. */
    static Acquisition acquire(ResultStore store, Scope scope, String processor) {
        store.register(ProcessorSpec.of(processor, scope, Map.of()));
        Shard shard = new Shard(processor, Messages.SHARD.topicId(), Messages.SHARD.partition());
        return store.acquire(shard, scope, NodeId.random("bench"));
    }

    @Override
    public void record(Batch batch) {
        for (Batch part : batch.parts(most)) {
            long mark = part.watermark();
            Checkpoint checkpoint = new Checkpoint(++sequence, acknowledged, mark, 0, List.of());
            for (RecordOutcome outcome : store.record(tenure, part.completions(), checkpoint)) {
                if (!(outcome instanceof RecordOutcome.Recorded)) {
                    throw new IllegalStateException("not recorded: " + outcome.id());
                }
            }
            acknowledged = mark;
        }
    }

    @Override
    public int find(List<MessageId> ids) {
        int found = 0;
        for (List<MessageId> part : Messages.parts(ids, most)) {
            found += (int) store.find(tenure, part).stream()
                    .filter(Optional::isPresent)
                    .count();
        }
        return found;
    }

    @Override
    public void close() {
        store.close();
    }
}
