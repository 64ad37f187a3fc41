package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.NotRegisteredException;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Tenure;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Tenures: epochs grow, and a write under an old one changes nothing. */
abstract class TenureContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void aNewShardHasAnEmptyCheckpoint() {
        Owner first = own(0);
        assertThat(first.acquisition.last()).isEqualTo(Checkpoint.EMPTY);
        assertThat(first.tenure.shard()).isEqualTo(shard(0));
        assertThat(first.tenure.scope()).isEqualTo(scope);
    }

    @Test
    void epochsStrictlyIncreaseAndNoncesDiffer() {
        Tenure last = own(0).tenure;
        for (int i = 0; i < 5; i++) {
            Tenure next = own(open(), 0).tenure;
            assertThat(next.epoch()).isGreaterThan(last.epoch());
            assertThat(next.nonce()).isNotEqualTo(last.nonce());
            last = next;
        }
    }

    @Test
    void eachWriteOfAnOldTenureIsRefusedAndChangesNothing() {
        Owner old = own(0);
        ClaimOutcome.Granted granted = old.granted(ID, LONG);
        Completion done = old.completion(id("done"), 5);
        old.recordUpTo(6, done);

        Owner present = own(open(), 0);
        assertAllRefused(old, granted, done);

        assertThat(present.find(id("new"))).isEmpty();
        assertThat(present.find(ID)).isEmpty();
        assertThat(present.find(id("done"))).contains(done.result());
        assertThat(present.claim(ID, LONG)).isInstanceOf(ClaimOutcome.Busy.class);
        assertThat(present.claim(id("new"), LONG)).isInstanceOf(ClaimOutcome.Granted.class);
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(6);
    }

    private void assertAllRefused(Owner old, ClaimOutcome.Granted granted, Completion done) {
        assertFenced(() -> old.claim(id("new"), LONG));
        assertFenced(() -> old.store.renew(old.tenure, List.of(granted), LONG));
        assertFenced(() -> old.store.release(old.tenure, List.of(granted)));
        assertFenced(() -> old.recordUpTo(9, old.completion(granted, 7)));
        assertFenced(() -> old.recordUpTo(9, old.completion(id("new"), 8)));
        assertFenced(() -> old.recordUpTo(9));
        assertFenced(
                () -> old.store.replace(old.tenure, done.result().nonce(), old.completion(id("done"), 5), old.next(9)));
    }

    @Test
    void anEpochIsNothingWithoutItsNonce() {
        Owner owner = own(0);
        Tenure t = owner.tenure;
        for (Tenure forged : List.of(
                new Tenure(t.shard(), t.scope(), t.node(), t.epoch(), t.nonce() + 1),
                new Tenure(t.shard(), t.scope(), t.node(), t.epoch() + 1, t.nonce()))) {
            Owner forger = new Owner(store, new Acquisition(forged, Checkpoint.EMPTY));
            assertFenced(() -> forger.claim(ID, LONG));
            assertFenced(() -> forger.recordUpTo(1, forger.completion(ID, 0)));
        }
        assertThat(owner.find(ID)).isEmpty();
        assertThat(owner.record(owner.completion(ID, 0))).isNotNull();
    }

    @Test
    void aShardThatNobodyAcquiredIsNobodys() {
        Tenure t = own(0).tenure;
        Owner stranger =
                new Owner(store, new Acquisition(new Tenure(shard(9), scope, t.node(), 1, 1), Checkpoint.EMPTY));
        assertFenced(() -> stranger.claim(ID, LONG));
        assertFenced(() -> stranger.recordUpTo(1, stranger.completion(ID, 0)));
    }

    @Test
    void aShardOfAProcessorThatIsNotRegisteredCannotBeAcquired() {
        Shard unknown = new Shard(processor + "-unknown", shard(0).topicId(), 0);
        assertThatThrownBy(() -> own(store, unknown, scope))
                .isInstanceOf(NotRegisteredException.class)
                .hasMessageContaining(unknown.processor());
        assertThat(store.admin().shards(unknown.processor())).isEmpty();
        store.register(ProcessorSpec.of(unknown.processor(), scope, Map.of()));
        own(store, unknown, scope).recorded(ID, 0);
    }

    @Test
    void theSameNodeFencesItself() {
        Owner first = own(0);
        Owner second = new Owner(store, store.acquire(shard(0), scope, first.tenure.node()));
        assertFenced(() -> first.recordUpTo(1, first.completion(ID, 0)));
        second.recorded(ID, 0);
    }

    @Test
    void anotherShardIsAnotherTenure() {
        Owner one = own(0);
        Owner two = own(1);
        one.recorded(id("a"), 0);
        two.recorded(id("b"), 0);
        own(1);
        one.recorded(id("c"), 1);
    }

    @Test
    void anOldTenureMayStillLook() {
        Owner old = own(0);
        Owner present = own(0);
        assertThat(old.find(ID)).isEmpty();
        assertThat(old.find(ID)).isEqualTo(present.find(ID));
        assertThat(old.find(present.record(present.completion(ID, 0)).id())).isPresent();
    }

    private static void assertFenced(ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOf(FencedException.class);
    }
}
