package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.ProcessorSpec;
import io.eos.testkit.InMemoryResultStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Recorded and unpublished results whose source lies where no record comes are published by the batch that spans the gap. */
class GapTest {
    private static final UUID TOPIC = new UUID(1, 2);
    private static final TopicPartition AT = new TopicPartition("source", 0);

    private final InMemoryResultStore store = new InMemoryResultStore();
    private final String processor = "p";
    private final Shard shard = new Shard(processor, TOPIC, 0);

    private NodeContext shared(ProcessorDefinition definition) {
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
                Probe.NONE,
                LoopMetrics.NONE,
                new MessageLog(settings, plan.clock()));
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        byte[] key = ("id-" + offset).getBytes(StandardCharsets.UTF_8);
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

    private StoredResult stored(long offset, ResultStatus status) {
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

    private ProcessorBuilder<byte[], byte[]> builder() {
        return Eos.processor(processor)
                .bootstrapServers("localhost:1")
                .topics("source")
                .store(store)
                .identity(MessageIdentity.key());
    }

    /** The successor of a tenure that recorded results and left them unpublished, from offset 10 on; it goes on as long as there is anything left. */
    private ShardView successor(
            NodeContext shared, List<Completion> recorded, List<Pending> pending, AtomicInteger left) {
        store.register(ProcessorSpec.of(processor, Scope.PROCESSOR, Map.of()));
        Acquisition first = store.acquire(shard, Scope.PROCESSOR, NodeId.random("before"));
        store.record(first.tenure(), recorded, new Checkpoint(1, -1, 10, -1, pending));
        Acquisition won = store.acquire(shard, Scope.PROCESSOR, shared.node());
        TreeMap<Long, MessageId> inherited = new TreeMap<>();
        won.last().pending().forEach(one -> inherited.put(one.offset(), one.id()));
        return new ShardView(
                AT,
                shard,
                new ShardWriter(store, won.tenure(), won.last()),
                true,
                10,
                10,
                10,
                -1,
                won.last().pending(),
                inherited,
                () -> left.get() > 0);
    }

    /** Offset 20 is recorded, pending, and compacted away. The shard is revoked in the middle of the batch that spans the gap. */
    @Test
    void aBatchThatIsCutBeforeAGapDoesNotPublishTheGap() {
        AtomicInteger left = new AtomicInteger(3);
        NodeContext shared =
                shared(builder().transform(new ByteArraySerializer(), new ByteArraySerializer(), (message, context) -> {
                    left.decrementAndGet();
                    return List.of(new ProducerRecord<>("target", message.key(), message.value()));
                }));
        MessageId id = MessageId.business("id-20");
        ShardView assignment = successor(
                shared,
                List.of(Completion.unclaimed(id, stored(20, ResultStatus.PROCESSED))),
                List.of(new Pending(20, id)),
                left);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset = 10; offset < 30; offset++) {
            if (offset != 20) {
                records.add(record(offset));
            }
        }
        Batch batch = Batches.of(shared, new ItemRules(shared, new SplittableRandom(1)), assignment, records, 30);
        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(batch.next()).as("cut by the revocation").isEqualTo(13);
        assertThat(batch.outgoing().stream().map(Outgoing::offset).toList())
                .as("published with the offset %s", batch.next())
                .allMatch(offset -> offset < batch.next());
    }

    /** A dead letter of handle that was recorded beyond the watermark; its source is compacted away before it was published. */
    @Test
    void aDeadLetterOfHandleWhoseSourceLiesInAGapIsPublished() {
        NodeContext shared = shared(builder().handle((message, context) -> {}));
        MessageId id = MessageId.business("id-12");
        ShardView assignment = successor(
                shared,
                List.of(Completion.unclaimed(id, stored(12, ResultStatus.DEAD_LETTER))),
                List.of(new Pending(12, id)),
                new AtomicInteger(1));
        Batch batch = Batches.of(
                shared,
                new ItemRules(shared, new SplittableRandom(1)),
                assignment,
                List.of(record(10), record(11), record(13)),
                14);
        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
        assertThat(batch.outgoing().stream().map(Outgoing::offset).toList()).contains(12L);
    }

    /** More pending results in one gap than the store takes at once. */
    @Test
    void aGapWithMoreResultsThanOneLookUpTakes() {
        NodeContext shared = shared(builder()
                .transform(new ByteArraySerializer(), new ByteArraySerializer(), (message, context) -> List.of()));
        List<Pending> pending = new ArrayList<>();
        for (int i = 10; i < 1510; i++) {
            pending.add(new Pending(i, MessageId.business("id-" + i)));
        }
        ShardView assignment = successor(shared, List.of(), pending, new AtomicInteger(1));
        Batch batch = Batches.of(
                shared, new ItemRules(shared, new SplittableRandom(1)), assignment, List.of(record(2000)), 2001);
        assertThat(batch.advance()).isInstanceOf(Turn.Done.class);
    }
}
