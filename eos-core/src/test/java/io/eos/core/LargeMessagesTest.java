package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.ProcessorSpec;
import io.eos.testkit.InMemoryResultStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The heap is bounded by the bytes of messages, not by their number alone. */
class LargeMessagesTest {
    private static final int SIZE = 1_000;

    private final ShardLane lane = liveLane();

    @Test
    void aBatchEndsBeforeItHoldsTooManyBytes() {
        fetch(0, 10);
        assertThat(lane.take(100, 3 * SIZE)).hasSize(3);
        assertThat(lane.take(100, 3 * SIZE - 1)).hasSize(2);
        assertThat(lane.take(4, 100 * SIZE)).as("the number counts too").hasSize(4);
    }

    @Test
    void aMessageThatIsLargerThanABatchGoesAlone() {
        fetch(0, 2);
        assertThat(lane.take(100, 1)).hasSize(1);
        assertThat(lane.take(100, 1)).hasSize(1);
        assertThat(lane.take(100, 1)).isEmpty();
    }

    @Test
    void whatIsFetchedAndWhatIsNotPublishedIsTheLoad() {
        fetch(0, 10);
        assertThat(lane.loadBytes()).isEqualTo(10 * SIZE);
        lane.take(4, 100 * SIZE);
        assertThat(lane.loadBytes()).isEqualTo(6 * SIZE);
        PublishUnit unit = new PublishUnit(lane, List.of(), 4, -1, 4, 4 * SIZE, false, 0);
        lane.out(unit);
        assertThat(lane.loadBytes()).isEqualTo(10 * SIZE);
        assertThat(lane.canBegin(100, 4 * SIZE)).as("four are out already").isFalse();
        assertThat(lane.canBegin(100, 4 * SIZE + 1)).isTrue();
        lane.published(unit, 0);
        assertThat(lane.loadBytes()).isEqualTo(6 * SIZE);
        lane.close();
        assertThat(lane.loadBytes()).isZero();
    }

    @Test
    void aMissingKeyOrValueHasNoBytes() {
        assertThat(ShardLane.bytes(record(0, -1, -1))).isZero();
        assertThat(ShardLane.bytes(record(0, 5, -1))).isEqualTo(5);
    }

    /** Even a limit that no message keeps holds nothing up. */
    @ParameterizedTest
    @EnumSource
    void oneByteIsEnoughToGoOn(HandlerKind kind) {
        Rig rig = new Rig(kind, 2);
        rig.send(0, 40);
        try (EosProcessor node = rig.node().set("max-buffered-bytes", "1").start()) {
            rig.awaitDrained(node);
        }
        rig.assertEffects(Rig.values(0, 40));
    }

    private void fetch(int first, int last) {
        lane.fetched(
                IntStream.range(first, last)
                        .mapToObj(offset -> record(offset, 100, SIZE - 100))
                        .toList(),
                last,
                0);
        lane.confirmed(last);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, int keySize, int valueSize) {
        return new ConsumerRecord<>(
                "t",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                keySize,
                valueSize,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }

    private static ShardLane liveLane() {
        InMemoryResultStore store = new InMemoryResultStore();
        store.register(ProcessorSpec.of("p", Scope.SHARD, Map.of()));
        Shard shard = new Shard("p", UUID.randomUUID(), 0);
        Acquisition acquired = store.acquire(shard, Scope.SHARD, new NodeId("n"));
        ShardLane lane = new ShardLane(new TopicPartition("t", 0), UUID.randomUUID());
        ShardWriter writer = new ShardWriter(store, LoopClock.SYSTEM, acquired.tenure(), acquired.last());
        lane.started(new ShardStart.Started(shard, writer, false, 0, -1, 0, new TreeMap<>(), List.of()), 0);
        lane.goLive(0);
        return lane;
    }
}
