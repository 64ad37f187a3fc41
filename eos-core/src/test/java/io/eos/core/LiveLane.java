package io.eos.core;

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

/** A partition under a live tenure, and what it fetches, without a broker. */
final class LiveLane {
    private LiveLane() {}

    static ShardLane of(int partition) {
        InMemoryResultStore store = new InMemoryResultStore();
        store.register(ProcessorSpec.of("p", Scope.SHARD, Map.of()));
        Shard shard = new Shard("p", UUID.randomUUID(), partition);
        Acquisition acquired = store.acquire(shard, Scope.SHARD, new NodeId("n"));
        ShardLane lane = new ShardLane(new TopicPartition("t", partition), UUID.randomUUID());
        ShardWriter writer = new ShardWriter(store, LoopClock.SYSTEM, acquired.tenure(), acquired.last());
        lane.started(new ShardStart.Started(shard, writer, false, 0, -1, 0, new TreeMap<>(), List.of()), 0);
        lane.goLive(0);
        return lane;
    }

    /** Fetches messages from an offset up to another one, of so many bytes each. */
    static void fetch(ShardLane lane, int first, int last, int bytes) {
        lane.fetched(
                IntStream.range(first, last)
                        .mapToObj(offset -> record(offset, bytes / 10, bytes - bytes / 10))
                        .toList(),
                last,
                0);
        lane.confirmed(last);
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, int keySize, int valueSize) {
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
}
