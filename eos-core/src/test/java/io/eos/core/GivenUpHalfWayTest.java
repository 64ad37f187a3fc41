package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.ProcessorSpec;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A batch that is given up half-way has written results and a checkpoint; a start that another tenure overtook has read what is new. */
class GivenUpHalfWayTest {
    private static final MessageId ID = MessageId.business("id-12");

    private final BatchRig rig = new BatchRig();
    private final NodeContext shared = rig.shared(rig.builder().handle((message, context) -> {}));
    private final ShardView view = rig.successor(shared, List.of(), List.of(), new AtomicInteger(1));
    private final ShardWriter writer = view.writer();

    private Checkpoint stored() {
        return rig.others().acquire(rig.shard, Scope.PROCESSOR, shared.node()).last();
    }

    private void recordUpTo13() {
        Completion completion = Completion.unclaimed(ID, rig.stored(12, ResultStatus.DEAD_LETTER));
        assertThat(rig.others().find(writer.tenure(), List.of(ID))).containsExactly(Optional.empty());
        writer.record(List.of(completion), new ShardWriter.Progress(13, 7, List.of(new Pending(12, ID))));
    }

    private ShardLane lane() {
        ShardLane lane = new ShardLane(view.partition(), new UUID(0, 0));
        lane.started(new ShardStart.Started(rig.shard, writer, false, 10, -1, 10, new TreeMap<>(), List.of()), 0);
        return lane;
    }

    @Test
    void aFlushDoesNotSetTheWatermarkBack() {
        recordUpTo13();
        new FlushTask(shared, view).advance();
        assertThat(stored().watermark())
                .as("settled up to 10, written up to 13")
                .isEqualTo(13);
    }

    @Test
    void aFlushKeepsWhatIsRecordedAndNotPublished() {
        recordUpTo13();
        new FlushTask(shared, lane().view()).advance();
        assertThat(stored().pending()).containsExactly(new Pending(12, ID));
    }

    @Test
    void aFlushKeepsWhatMayBeRecordedAndNotPublished() {
        rig.plan.failNext(Operation.RECORD, Failure.AFTER);
        assertThatThrownBy(this::recordUpTo13).hasMessageContaining("lost on purpose");
        new FlushTask(shared, lane().view()).advance();
        assertThat(stored().pending()).containsExactly(new Pending(12, ID));
    }

    @Test
    void aStartThatWasOvertakenDoesNotTakeItsSuccessorsOffsetForALostHistory() {
        ShardStart start = new ShardStart(
                shared,
                parts(this::overtake),
                view.partition(),
                Long.MAX_VALUE,
                () -> true,
                started -> assertThat(started).as("a start").isNull());
        assertThatThrownBy(start::advance).isInstanceOf(FencedException.class);
    }

    /** Another node acquires the shard, works up to 20, and commits that. */
    private OffsetAndMetadata overtake() {
        Acquisition won = rig.others().acquire(rig.shard, Scope.PROCESSOR, NodeId.random("successor"));
        rig.others()
                .record(won.tenure(), List.of(), new Checkpoint(1, won.last().watermark(), 20, -1, List.of()));
        StoredPosition position = new StoredPosition(incarnation(), rig.shard.topicId(), 20, 0);
        return new OffsetAndMetadata(20, Optional.empty(), position.format());
    }

    private UUID incarnation() {
        return rig.others()
                .register(ProcessorSpec.of(rig.processor, Scope.PROCESSOR, Map.of()))
                .incarnation();
    }

    private LoopParts parts(Supplier<OffsetAndMetadata> committed) {
        TopicIds topics = names -> Map.of("source", new TopicIds.Topic(rig.shard.topicId(), 1, false));
        GroupOffsets offsets = new GroupOffsets() {
            @Override
            public Map<TopicPartition, OffsetAndMetadata> stable(Collection<TopicPartition> partitions) {
                return Map.of(view.partition(), committed.get());
            }

            @Override
            public Map<TopicPartition, OffsetAndMetadata> stable(String group, Collection<TopicPartition> partitions) {
                return Map.of();
            }

            @Override
            public Range range(TopicPartition partition) {
                return new Range(0, 100);
            }
        };
        Settings settings = shared.settings();
        return new LoopParts(
                new MockConsumer<>("none"),
                new Mailbox(),
                new StartRule(
                        HandlerKind.HANDLE,
                        incarnation(),
                        settings.startAt(),
                        Optional.of(Settings.OnLostHistory.STOP)),
                topics,
                () -> MetadataUpdates.UNKNOWN,
                new TopicWatch(settings, (all, problems) -> {}, topics.describe(List.of("source"))),
                offsets,
                new FormerGroups(settings, incarnation(), rig.others(), group -> false, offsets),
                new ItemRules(shared, new Nonces(1)),
                new TransactionRound(MockProducer::new, topics),
                Runnable::run,
                Runnable::run,
                Runnable::run,
                Runnable::run);
    }
}
