package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store of eos under one tenure, used as the processing loop uses it. */
final class EosClient implements Client {
    private final ResultStore store;
    private final Tenure tenure;
    private long sequence;
    private long acknowledged = Checkpoint.NONE;

    /** Takes the store over. */
    EosClient(ResultStore store) {
        this.store = store;
        store.register(ProcessorSpec.of(Messages.SHARD.processor(), Scope.PROCESSOR, Map.of()));
        tenure = store.acquire(Messages.SHARD, Scope.PROCESSOR, NodeId.random("bench"))
                .tenure();
    }

    @Override
    public void record(List<Completion> batch, long watermark) {
        Checkpoint checkpoint = new Checkpoint(++sequence, acknowledged, watermark, 0, List.of());
        for (RecordOutcome outcome : store.record(tenure, batch, checkpoint)) {
            if (!(outcome instanceof RecordOutcome.Recorded)) {
                throw new IllegalStateException("not recorded: " + outcome.id());
            }
        }
        acknowledged = watermark;
    }

    @Override
    public int find(List<MessageId> ids) {
        return (int)
                store.find(tenure, ids).stream().filter(Optional::isPresent).count();
    }

    @Override
    public void close() {
        store.close();
    }
}
