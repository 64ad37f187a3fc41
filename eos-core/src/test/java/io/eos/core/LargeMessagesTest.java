package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The heap is bounded by the bytes of messages, not by their number alone. */
class LargeMessagesTest {
    private static final int SIZE = 1_000;

    private final ShardLane lane = LiveLane.of(0);

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
        assertThat(lane.loadBytes()).as("while a batch runs").isEqualTo(10 * SIZE);
        assertThat(lane.load()).isEqualTo(10);
        lane.taskEnded();
        assertThat(lane.loadBytes()).isEqualTo(6 * SIZE);
        PublishUnit unit = new PublishUnit(lane, List.of(), 4, -1, 4, 4 * SIZE, false, 0);
        lane.out(unit);
        assertThat(lane.loadBytes()).isEqualTo(10 * SIZE);
        lane.published(unit, 0);
        assertThat(lane.loadBytes()).isEqualTo(6 * SIZE);
        lane.close();
        assertThat(lane.loadBytes()).isZero();
    }

    @Test
    void aMissingKeyOrValueHasNoBytes() {
        assertThat(ShardLane.bytes(LiveLane.record(0, -1, -1))).isZero();
        assertThat(ShardLane.bytes(LiveLane.record(0, 5, -1))).isEqualTo(5);
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
        LiveLane.fetch(lane, first, last, SIZE);
    }
}
