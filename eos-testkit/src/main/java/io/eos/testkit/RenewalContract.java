package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome.Busy;
import io.eos.spi.ClaimOutcome.Done;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RenewOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Renewing claims, and giving them back. */
abstract class RenewalContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void renewingLetsTheLeaseRunAnew() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, fixture.shortLease());
        assertThat(renew(owner, granted)).isEqualTo(RenewOutcome.RENEWED);
        letShortLeasesRunOut(owner);
        assertThat(rivalOf(owner).claim(ID, LONG))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.remaining()).isBetween(LONG.minusMinutes(10), LONG));
    }

    @Test
    void aLeaseThatRanOutIsRenewedIfNobodyElseTookTheId() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, fixture.shortLease());
        letShortLeasesRunOut(owner);
        assertThat(renew(owner, granted)).isEqualTo(RenewOutcome.RENEWED);
        assertThat(rivalOf(owner).claim(ID, LONG)).isInstanceOf(Busy.class);
    }

    @Test
    void aClaimThatAnotherReplacedIsLostAndTheOtherStays() {
        Owner owner = own(0);
        Granted first = owner.granted(ID, fixture.shortLease());
        letShortLeasesRunOut(owner);
        Owner rival = rivalOf(owner);
        Granted second = rival.granted(ID, LONG);
        assertThat(renew(owner, first)).isEqualTo(RenewOutcome.LOST);
        owner.store.release(owner.tenure, List.of(first));
        assertThat(renew(rival, second)).isEqualTo(RenewOutcome.RENEWED);
        assertThat(rival.record(rival.completion(second, 0))).isEqualTo(new RecordOutcome.Recorded(ID));
    }

    @Test
    void aClaimThatIsDoneOrReleasedOrNeverWasIsLost() {
        Owner owner = own(0);
        Granted done = owner.granted(id("done"), LONG);
        owner.record(owner.completion(done, 0));
        Granted released = owner.granted(id("released"), LONG);
        owner.store.release(owner.tenure, List.of(released));
        Granted never = new Granted(id("never"), 1, false);
        Granted live = owner.granted(id("a-live"), LONG);
        assertThat(owner.store.renew(owner.tenure, List.of(done, released, live, never), LONG))
                .containsExactly(RenewOutcome.LOST, RenewOutcome.LOST, RenewOutcome.RENEWED, RenewOutcome.LOST);
        assertThat(owner.store.renew(owner.tenure, List.of(), LONG)).isEmpty();
    }

    @Test
    void aReleasedIdIsFreeAndItsTokensGoOn() {
        Owner owner = own(0);
        Granted first = owner.granted(ID, LONG);
        owner.store.release(owner.tenure, List.of(first));
        owner.store.release(owner.tenure, List.of(first));
        assertThat(owner.find(ID)).isEmpty();
        Granted second = rivalOf(owner).granted(ID, LONG);
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(second.redelivered()).isFalse();
    }

    @Test
    void releasingDoesNotMakeAnEarlierInterruptionForgotten() {
        Owner owner = own(0);
        owner.granted(ID, fixture.shortLease());
        letShortLeasesRunOut(owner);
        Granted second = owner.granted(ID, LONG);
        assertThat(second.redelivered()).isTrue();
        owner.store.release(owner.tenure, List.of(second));
        Granted third = rivalOf(owner).granted(ID, LONG);
        assertThat(third.redelivered())
                .as("the first claim was never ended, so its effect may have happened")
                .isTrue();
        assertThat(third.token()).isGreaterThan(second.token());
    }

    @Test
    void anInterruptedIdThatWasReleasedIsAbsent() {
        Owner owner = own(0);
        owner.granted(ID, fixture.shortLease());
        letShortLeasesRunOut(owner);
        Granted second = owner.granted(ID, LONG);
        owner.store.release(owner.tenure, List.of(second));
        assertThat(store.admin().lookUp(processor, ID)).isEmpty();
        assertThat(renew(owner, second)).isEqualTo(RenewOutcome.LOST);
        assertThat(owner.record(owner.completion(second, 0))).isEqualTo(new RecordOutcome.ClaimLost(ID, 0));
        owner.recorded(ID, 0);
    }

    @Test
    void releasingWhatIsDoneChangesNothing() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, LONG);
        Completion completion = owner.completion(granted, 0);
        owner.record(completion);
        owner.store.release(owner.tenure, List.of(granted));
        assertThat(owner.claim(ID, LONG)).isEqualTo(new Done(ID, completion.result()));
    }

    @Test
    void aReleasedClaimCannotRecord() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, LONG);
        owner.store.release(owner.tenure, List.of(granted));
        assertThat(owner.record(owner.completion(granted, 0))).isEqualTo(new RecordOutcome.ClaimLost(ID, 0));
        assertThat(owner.find(ID)).isEmpty();
    }

    @Test
    void tokensGrowAcrossManyClaimsAndReleases() {
        Owner owner = own(0);
        long last = 0;
        for (int i = 0; i < 10; i++) {
            Granted granted = owner.granted(ID, LONG);
            assertThat(granted.token()).isGreaterThan(last);
            last = granted.token();
            owner.store.release(owner.tenure, List.of(granted));
        }
    }

    private static RenewOutcome renew(Owner owner, Granted granted) {
        return owner.store.renew(owner.tenure, List.of(granted), LONG).get(0);
    }
}
