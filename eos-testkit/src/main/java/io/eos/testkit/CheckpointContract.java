package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checkpoints: what they keep for the next tenure, and the conditions under which they, and all that comes with them, are written. */
abstract class CheckpointContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void theNextTenureFindsWhatTheLastOneLeft() {
        Owner owner = own(0);
        List<Pending> pending = List.of(
                new Pending(7, id("seven")),
                new Pending(9, MessageId.business(new byte[] {0, -1, 10})),
                new Pending(Long.MAX_VALUE, MessageId.reserved(shard(0).at(10))));
        owner.record(new Checkpoint(1, Checkpoint.NONE, 7, 42, pending), owner.completion(ID, 7));
        assertThat(own(0).acquisition.last()).isEqualTo(new Checkpoint(0, 7, 7, 42, pending));
        assertThat(own(open(), 0).acquisition.last()).isEqualTo(new Checkpoint(0, 7, 7, 42, pending));
        assertThat(own(1).acquisition.last()).isEqualTo(Checkpoint.EMPTY);
    }

    @Test
    void largeNumbersSurvive() {
        Owner owner = own(0);
        owner.record(
                new Checkpoint(Long.MAX_VALUE - 1, Checkpoint.NONE, Long.MAX_VALUE - 1, Integer.MAX_VALUE, List.of()));
        owner.record(new Checkpoint(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE, -1, List.of()));
        assertThat(own(0).acquisition.last())
                .isEqualTo(new Checkpoint(0, Long.MAX_VALUE, Long.MAX_VALUE, -1, List.of()));
    }

    @Test
    void manyPendingAreKeptInOrderAndReplaced() {
        Owner owner = own(0);
        Pending[] many = IntStream.range(0, 500)
                .mapToObj(i -> new Pending(i, MessageId.business(new byte[] {1, (byte) i, (byte) (i >> 8)})))
                .toArray(Pending[]::new);
        owner.record(owner.next(0, many));
        assertThat(own(0).acquisition.last().pending()).containsExactly(many);
        Owner next = own(0);
        next.record(next.next(400, many[450]));
        assertThat(own(0).acquisition.last().pending()).containsExactly(many[450]);
        Owner last = own(0);
        last.record(last.next(500));
        assertThat(own(0).acquisition.last().pending()).isEmpty();
    }

    @Test
    void aCheckpointNeedsNoResults() {
        Owner owner = own(0);
        assertThat(owner.recordUpTo(3)).isEmpty();
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(3);
    }

    @Test
    void theSameWriteMayArriveTwice() {
        Owner owner = own(0);
        Completion completion = owner.completion(ID, 0);
        Checkpoint checkpoint = owner.next(1);
        for (int i = 0; i < 3; i++) {
            assertThat(store.record(owner.tenure, List.of(completion), checkpoint))
                    .containsExactly(new RecordOutcome.Recorded(ID));
        }
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(1);
    }

    @Test
    void aWriteThatArrivesAfterItsSuccessorIsRefusedWhole() {
        Owner owner = own(0);
        Checkpoint late = owner.next(1);
        owner.recordUpTo(5);
        assertFencedAndNothingWritten(owner, late, 5);
        owner.recordUpTo(6);
    }

    @Test
    void aWriteThatArrivesAfterItsSuccessorIsRefusedThoughAnotherStoreWroteThat() {
        Owner owner = own(0);
        Checkpoint late = owner.next(1);
        assertThat(open().record(owner.tenure, List.of(), owner.next(5))).isEmpty();
        assertFencedAndNothingWritten(owner, late, 5);
    }

    @Test
    void numbersOfWritesMayHaveGaps() {
        Owner owner = own(0);
        owner.next(1);
        owner.next(1);
        owner.recordUpTo(5);
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(5);
    }

    @Test
    void aStoreThatWentBackRefusesWhatItDoesNotRemember() {
        Owner owner = own(0);
        owner.recordUpTo(5);
        assertFencedAndNothingWritten(owner, new Checkpoint(2, 6, 7, -1, List.of()), 5);
        owner.record(new Checkpoint(2, 5, 7, -1, List.of()));
        Owner next = own(0);
        assertFencedAndNothingWritten(next, new Checkpoint(1, 8, 9, -1, List.of()), 7);
    }

    @Test
    void aStoreThatRemembersMoreThanWasAcknowledgedAccepts() {
        Owner owner = own(0);
        owner.recordUpTo(5);
        owner.record(new Checkpoint(2, Checkpoint.NONE, 6, -1, List.of()), owner.completion(ID, 5));
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(6);
    }

    @Test
    void eachTenureCountsItsWritesFromOne() {
        Owner first = own(0);
        first.record(new Checkpoint(100, Checkpoint.NONE, 1, -1, List.of()));
        Owner second = own(0);
        second.record(new Checkpoint(1, 1, 2, -1, List.of()));
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(2);
    }

    @Test
    void aWatermarkMayBeLowered() {
        Owner owner = own(0);
        owner.recordUpTo(9);
        owner.recordUpTo(4);
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(4);
        Owner next = own(0);
        next.recordUpTo(5);
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(5);
    }

    @Test
    void theWatermarkDoesNotPassAMessageWhoseClaimIsLost() {
        Owner owner = own(0);
        owner.record(new Checkpoint(1, Checkpoint.NONE, 1, 42, List.of()));
        Completion lost = owner.completion(owner.granted(id("lost"), fixture.shortLease()), 1);
        letShortLeasesRunOut(owner);
        rivalOf(owner).granted(id("lost"), LONG);
        assertHeld(owner, lost, RecordOutcome.ClaimLost.class);
    }

    @Test
    void theWatermarkDoesNotPassAMessageThatSomebodyElsesClaimIsOn() {
        Owner owner = own(0);
        owner.record(new Checkpoint(1, Checkpoint.NONE, 1, 42, List.of()));
        owner.granted(id("lost"), LONG);
        assertHeld(owner, owner.completion(id("lost"), 1), RecordOutcome.ClaimLost.class);
    }

    @Test
    void theWatermarkDoesNotPassAMessageWhoseResultIsAnothers() {
        Owner owner = own(0);
        owner.record(new Checkpoint(1, Checkpoint.NONE, 1, 42, List.of()), owner.completion(id("lost"), 0));
        assertHeld(owner, owner.completion(id("lost"), 1), RecordOutcome.Superseded.class);
    }

    /** Some of a batch is not recorded: the others are, with what is pending, under the number of the write, and the watermark stays. */
    private void assertHeld(Owner owner, Completion notRecorded, Class<? extends RecordOutcome> outcome) {
        Pending pending = new Pending(2, id("other"));
        Completion other = owner.completion(id("other"), 2);
        Checkpoint checkpoint = new Checkpoint(2, 1, 3, 43, List.of(pending));
        for (int i = 0; i < 2; i++) {
            List<RecordOutcome> outcomes = store.record(owner.tenure, List.of(notRecorded, other), checkpoint);
            assertThat(outcomes.get(0)).isInstanceOf(outcome);
            assertThat(outcomes.get(1)).isEqualTo(new RecordOutcome.Recorded(other.id()));
            assertThat(store.admin().shards(processor))
                    .filteredOn(state -> state.shard().equals(owner.shard()))
                    .singleElement()
                    .satisfies(state ->
                            assertThat(state.checkpoint()).isEqualTo(new Checkpoint(2, 1, 1, 42, List.of(pending))));
        }
        assertFenced(owner, new Checkpoint(1, 1, 3, -1, List.of()));
        owner.record(new Checkpoint(3, 1, 3, 44, List.of()));
        assertThat(own(0).acquisition.last()).isEqualTo(new Checkpoint(0, 3, 3, 44, List.of()));
    }

    private void assertFenced(Owner owner, Checkpoint checkpoint) {
        assertThatThrownBy(() -> store.record(owner.tenure, List.of(), checkpoint))
                .isInstanceOf(FencedException.class);
    }

    private void assertFencedAndNothingWritten(Owner owner, Checkpoint checkpoint, long watermark) {
        Completion completion = owner.completion(id("late"), 0);
        assertThatThrownBy(() -> store.record(owner.tenure, List.of(completion), checkpoint))
                .isInstanceOf(FencedException.class);
        assertThat(owner.find(id("late"))).isEmpty();
        assertThat(store.admin().shards(processor))
                .singleElement()
                .satisfies(state -> assertThat(state.checkpoint().watermark()).isEqualTo(watermark));
    }
}
