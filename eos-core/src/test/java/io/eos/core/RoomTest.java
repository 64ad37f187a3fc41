package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap is bounded for a node, not for each of its partitions, and each partition goes on. */
class RoomTest {
    private static final int MESSAGES = 1_000;
    private static final int SIZE = 100;

    /** As fetching does, in turn, a message at a time, until all are paused. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9, 99})
    void busyPartitionsShareTheBound(int partitions) {
        List<ShardLane> lanes =
                IntStream.range(0, partitions).mapToObj(LiveLane::of).toList();
        for (int next = 0; lanes.stream().anyMatch(lane -> !room(lanes).isFilled(lane)); next++) {
            for (ShardLane lane : lanes) {
                if (!room(lanes).isFilled(lane)) {
                    LiveLane.fetch(lane, next, next + 1, SIZE);
                }
            }
        }
        int share = MESSAGES / (partitions + 1);
        assertThat(lanes).allSatisfy(lane -> assertThat(lane.load()).isBetween(share - 1, share + 1));
        assertThat(lanes.stream().mapToInt(ShardLane::load).sum()).isLessThanOrEqualTo(MESSAGES);
    }

    @Test
    void whatOthersHoldLeavesAPartitionItsNextMessage() {
        ShardLane greedy = LiveLane.of(0);
        ShardLane modest = LiveLane.of(1);
        LiveLane.fetch(greedy, 0, 2 * MESSAGES, SIZE);
        Room room = room(List.of(greedy, modest));
        assertThat(room.isFilled(greedy)).isTrue();
        assertThat(room.isFilled(modest)).as("it holds nothing yet").isFalse();
        assertThat(room.isWanted(modest)).isTrue();
        LiveLane.fetch(modest, 0, 1, SIZE);
        assertThat(room(List.of(greedy, modest)).isFilled(modest)).isTrue();
    }

    @Test
    void bytesCountAsWell() {
        ShardLane large = LiveLane.of(0);
        LiveLane.fetch(large, 0, 2, MESSAGES * SIZE / 4);
        assertThat(room(List.of(large)).isFilled(large))
                .as("two of 1,000 messages, but half of the bytes")
                .isTrue();
    }

    @Test
    void onlySomeBatchesWaitForTheirTurn() {
        ShardLane lane = LiveLane.of(0);
        Room room = new Room(MESSAGES, (long) MESSAGES * SIZE, 10);
        LiveLane.fetch(lane, 0, 10, SIZE);
        assertThat(room.isFilled(lane)).isTrue();
        List<ConsumerRecord<byte[], byte[]>> taken = lane.take(6, MESSAGES * SIZE);
        lane.taskEnded();
        assertThat(room.isFilled(lane)).isFalse();
        assertThat(room.isWanted(lane)).isTrue();
        lane.out(new PublishUnit(lane, List.of(), 6, -1, taken.size(), 6 * SIZE, false, 0));
        assertThat(room.isWanted(lane))
                .as("what waits for its publication is no reason to fetch less")
                .isTrue();
    }

    /** Also where no worker is free: then each partition waits with a batch. */
    @Test
    void whatIsInBatchesCounts() {
        List<ShardLane> lanes = IntStream.range(0, 50).mapToObj(LiveLane::of).toList();
        lanes.forEach(lane -> {
            LiveLane.fetch(lane, 0, 20, SIZE);
            lane.take(20, MESSAGES * SIZE);
        });
        assertThat(lanes)
                .allSatisfy(lane -> assertThat(room(lanes).isFilled(lane)).isTrue());
        lanes.forEach(ShardLane::taskEnded);
        assertThat(lanes)
                .allSatisfy(lane -> assertThat(room(lanes).isWanted(lane)).isTrue());
    }

    /** Between the two a partition stays as it is, so that it is not paused and resumed all the time. */
    @Test
    void fetchingGoesOnWhenHalfIsDone() {
        ShardLane lane = LiveLane.of(0);
        LiveLane.fetch(lane, 0, 300, SIZE);
        List<ShardLane> all = List.of(lane);
        assertThat(room(all).isFilled(lane)).as("700 are left").isFalse();
        assertThat(room(all).isWanted(lane)).as("350 is half of them").isTrue();
        LiveLane.fetch(lane, 300, 400, SIZE);
        assertThat(room(all).isFilled(lane)).as("600 are left").isFalse();
        assertThat(room(all).isWanted(lane)).as("300 is half of them").isFalse();
    }

    private static Room room(List<ShardLane> lanes) {
        return Room.left(lanes, new Room(MESSAGES, (long) MESSAGES * SIZE, Integer.MAX_VALUE));
    }
}
