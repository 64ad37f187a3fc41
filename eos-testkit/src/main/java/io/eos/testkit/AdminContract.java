package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome.ClaimLost;
import io.eos.spi.RecordOutcome.Recorded;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The few changes that an operator makes: lowering a watermark, forgetting results, erasing an id. */
abstract class AdminContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void loweringAWatermarkFencesAndClearsWhatIsPendingBeyond() {
        Owner owner = own(0);
        Pending low = new Pending(3, id("low"));
        Pending high = new Pending(12, id("high"));
        owner.record(owner.next(10, low, high));
        store.admin().lowerWatermark(shard(0), 4);
        assertThatThrownBy(() -> owner.recordUpTo(11, owner.completion(ID, 10))).isInstanceOf(FencedException.class);
        assertThat(owner.find(ID)).isEmpty();
        Owner next = own(0);
        assertThat(next.acquisition.last().watermark()).isEqualTo(4);
        assertThat(next.acquisition.last().pending()).containsExactly(low);
        assertThat(next.tenure.epoch()).isGreaterThan(owner.tenure.epoch() + 1);
    }

    @Test
    void aWatermarkIsNeverRaisedButTheTenureIsFenced() {
        Owner owner = own(0);
        owner.recordUpTo(3);
        store.admin().lowerWatermark(shard(0), 9);
        assertThatThrownBy(() -> owner.recordUpTo(4)).isInstanceOf(FencedException.class);
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(3);
    }

    @Test
    void aShardThatNobodyAcquiredHasNoWatermarkToLower() {
        store.admin().lowerWatermark(shard(7), 3);
        assertThat(own(7).acquisition.last()).isEqualTo(Checkpoint.EMPTY);
        Owner fresh = own(8);
        store.admin().lowerWatermark(shard(8), 0);
        assertThat(own(8).acquisition.last().hasWatermark()).isFalse();
        assertThatThrownBy(() -> fresh.recordUpTo(4)).isInstanceOf(FencedException.class);
    }

    @Test
    void resultsOfAShardAreForgottenFromAnOffsetOn() {
        Owner owner = own(0);
        Owner other = own(1);
        for (int i = 0; i < 6; i++) {
            owner.recorded(id("id-" + i), i);
        }
        other.recorded(id("other"), 5);
        Granted claim = owner.granted(id("claimed"), LONG);
        assertThat(store.admin().forget(shard(0), 4)).isEqualTo(2);
        assertThat(store.admin().forget(shard(0), 4)).isZero();
        assertThat(store.find(owner.tenure, ids(6)).stream().map(each -> each.isPresent()))
                .containsExactly(true, true, true, true, false, false);
        assertThat(other.find(id("other"))).isPresent();
        assertThat(owner.record(owner.completion(claim, 9))).isEqualTo(new Recorded(id("claimed")));
        owner.recorded(id("id-4"), 4);
    }

    @Test
    void anErasedResultIsAbsentAndTokensGoOn() {
        Owner owner = own(0);
        Granted first = owner.granted(ID, LONG);
        owner.record(owner.completion(first, 0));
        owner.recorded(id("order-2"), 1);
        assertThat(store.admin().erase(processor, ID)).isTrue();
        assertThat(store.admin().erase(processor, ID)).isFalse();
        assertThat(owner.find(ID)).isEmpty();
        assertThat(owner.find(id("order-2"))).isPresent();
        Granted second = owner.granted(ID, LONG);
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(second.redelivered()).isFalse();
    }

    @Test
    void anErasedClaimIsLost() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, LONG);
        assertThat(store.admin().erase(processor, ID)).isTrue();
        assertThat(owner.record(owner.completion(granted, 0))).isEqualTo(new ClaimLost(ID, 0));
    }

    @Test
    void anIdIsErasedInAllShards() {
        List<Owner> owners = List.of(own(0), own(1), own(2));
        owners.forEach(owner -> owner.record(owner.completion(ID, 0)));
        assertThat(store.admin().erase(processor, ID)).isTrue();
        assertThat(store.admin().lookUp(processor, ID)).isEmpty();
        owners.forEach(owner -> assertThat(owner.find(ID)).isEmpty());
    }
}
