package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.InMemoryResultStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** What a batch needs, without a broker and a loop around it: for tests of a batch alone. Not thread-safe. */
final class BatchRig {
    private static final UUID TOPIC = new UUID(1, 2);
    private static final TopicPartition AT = new TopicPartition("source", 0);

    private final InMemoryResultStore memory = new InMemoryResultStore();
    /** Which of the batch's calls fail. */
    final FailurePlan plan = new FailurePlan();

    final ResultStore store = FailingStore.around(memory, plan);
    final String processor = "p";
    private @Nullable Tenure current;
    final Shard shard = new Shard(processor, TOPIC, 0);

    /** A batch of these records. */
    Batch batch(NodeContext shared, ShardView view, List<ConsumerRecord<byte[], byte[]>> records, long next) {
        return Batches.of(shared, new ItemRules(shared, new Nonces(1)), view, records, next);
    }

    NodeContext shared(ProcessorDefinition definition) {
        ProcessorStart.Plan plan = ProcessorBuilder.plan(definition);
        Settings settings = plan.settings();
        NodeId node = NodeId.random("node");
        DeadLetters deadLetters = new DeadLetters("dead", processor, node);
        return new NodeContext(
                settings,
                plan.work(),
                store,
                plan.identity(),
                plan.decoder(),
                new ResultFactory(
                        plan.work().kind(),
                        node,
                        plan.clock(),
                        deadLetters,
                        store.traits().maxResultBytes()),
                new OutputRules(
                        names -> {
                            Map<String, TopicIds.Topic> all = new TreeMap<>();
                            names.forEach(name -> all.put(name, new TopicIds.Topic(new UUID(0, 0), 100, false)));
                            return all;
                        },
                        1 << 20,
                        plan.clock()),
                new LeaseKeeper(store, settings.lease(), plan.clock()),
                CallOrder.PARTITION,
                node,
                plan.clock(),
                plan.probe(),
                LoopMetrics.NONE,
                new MessageLog(settings, plan.clock()));
    }

    static ConsumerRecord<byte[], byte[]> record(long offset) {
        return record(offset, "id-" + offset);
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, String id) {
        return record(offset, id.getBytes(StandardCharsets.UTF_8));
    }

    /** One that becomes a dead letter before any handler sees it. */
    static ConsumerRecord<byte[], byte[]> withoutId(long offset) {
        return record(offset, (byte @Nullable []) null);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] key) {
        return new ConsumerRecord<>(
                "source",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key,
                key,
                new RecordHeaders(),
                Optional.empty());
    }

    StoredResult stored(long offset, ResultStatus status) {
        return new StoredResult(
                status,
                4711,
                shard.at(offset),
                null,
                null,
                List.of(new OutputRecord(
                        "target", null, null, List.of(), null, Bytes.wrap("out".getBytes(StandardCharsets.UTF_8)))),
                NodeId.random("before"),
                Instant.EPOCH,
                1,
                "");
    }

    /** Makes the processor known, before its first shard is acquired. */
    void register() {
        store.register(ProcessorSpec.of(processor, Scope.PROCESSOR, Map.of()));
    }

    /** Gives the present owner's claim back, as if its lease had run out. */
    void release(MessageId id, long token) {
        Tenure owner = current;
        if (owner == null) {
            throw new IllegalStateException("nobody owns the shard");
        }
        memory.release(owner, List.of(new Granted(id, token, false)));
    }

    /** The owner of another shard of the processor. */
    Tenure rival() {
        return memory.acquire(new Shard(processor, TOPIC, 1), Scope.PROCESSOR, NodeId.random("rival"))
                .tenure();
    }

    /** The store as everybody else reaches it. */
    ResultStore others() {
        return memory;
    }

    /** The watermark of the batch's shard. */
    long watermark() {
        return memory.admin().shards(processor).stream()
                .filter(state -> state.shard().equals(shard))
                .findFirst()
                .orElseThrow()
                .checkpoint()
                .watermark();
    }

    ProcessorBuilder<byte[], byte[]> builder() {
        return Eos.processor(processor)
                .bootstrapServers("localhost:1")
                .topics("source")
                .store(store)
                .identity(MessageIdentity.key());
    }

    /** The successor of a tenure that recorded results and left them unpublished, from offset 10 on; it goes on as long as there is anything left. */
    ShardView successor(NodeContext shared, List<Completion> recorded, List<Pending> pending, AtomicInteger left) {
        register();
        Acquisition first = store.acquire(shard, Scope.PROCESSOR, NodeId.random("before"));
        store.record(first.tenure(), recorded, new Checkpoint(1, -1, 10, -1, pending));
        Acquisition won = store.acquire(shard, Scope.PROCESSOR, shared.node());
        current = won.tenure();
        TreeMap<Long, MessageId> inherited = new TreeMap<>();
        won.last().pending().forEach(one -> inherited.put(one.offset(), one.id()));
        return new ShardView(
                AT,
                shard,
                new ShardWriter(store, LoopClock.SYSTEM, won.tenure(), won.last()),
                true,
                10,
                10,
                10,
                10,
                -1,
                won.last().pending(),
                inherited,
                () -> left.get() > 0);
    }
}
