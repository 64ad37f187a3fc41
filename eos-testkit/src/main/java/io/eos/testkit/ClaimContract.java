package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.StoredResult;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimOutcome.Busy;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Claims: one holder at a time, growing tokens, leases by the store's clock. */
abstract class ClaimContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void anAbsentIdIsGranted() {
        Granted granted = own(0).granted(ID, LONG);
        assertThat(granted.token()).isPositive();
        assertThat(granted.redelivered()).isFalse();
    }

    @Test
    void anIdIsBusyWhileAnotherClaimHolds() {
        Owner owner = own(0);
        owner.granted(ID, LONG);
        ClaimOutcome outcome = rivalOf(owner).claim(ID, LONG);
        assertThat(outcome).isInstanceOfSatisfying(Busy.class, busy -> {
            assertThat(busy.holder()).isEqualTo(owner.tenure.node());
            assertThat(busy.remaining()).isBetween(LONG.minusMinutes(10), LONG);
        });
    }

    @Test
    void theSameTenureDoesNotShareAClaimWithItself() {
        Owner owner = own(0);
        owner.granted(ID, LONG);
        assertThat(owner.claim(ID, LONG)).isInstanceOf(Busy.class);
        assertThat(owner.claim(new ClaimRequest(ID, Owner.nonce(), true), LONG)).isInstanceOf(Busy.class);
    }

    @Test
    void aRepeatedRequestGetsTheSameGrant() {
        Owner owner = own(0);
        ClaimRequest request = new ClaimRequest(ID, Owner.nonce(), false);
        ClaimOutcome first = owner.claim(request, LONG);
        assertThat(first).isInstanceOf(Granted.class);
        assertThat(owner.claim(request, LONG)).isEqualTo(first);
        assertThat(owner.claim(new ClaimRequest(ID, request.nonce(), true), LONG))
                .isEqualTo(first);
    }

    @Test
    void aRepeatedRequestLetsTheLeaseRunAnew() {
        Owner owner = own(0);
        ClaimRequest request = new ClaimRequest(ID, Owner.nonce(), false);
        ClaimOutcome first = owner.claim(request, fixture.shortLease());
        letShortLeasesRunOut(owner);
        assertThat(owner.claim(request, LONG)).isEqualTo(first);
        assertThat(rivalOf(owner).claim(ID, LONG)).isInstanceOf(Busy.class);
    }

    @Test
    void aLeaseThatRanOutIsGrantedAnewWithAGreaterToken() {
        Owner owner = own(0);
        Granted first = owner.granted(ID, fixture.shortLease());
        letShortLeasesRunOut(owner);
        Granted second = rivalOf(owner).granted(ID, LONG);
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(second.redelivered()).isTrue();
        assertThat(owner.claim(ID, LONG)).isInstanceOf(Busy.class);
    }

    @Test
    void aClaimOutlivesItsTenureUntilTheLeaseRunsOut() {
        own(0).granted(ID, LONG);
        assertThat(own(0).claim(ID, LONG)).isInstanceOf(Busy.class);
    }

    @Test
    void aClaimOfAnOlderEpochOfTheShardIsTakenOverAtOnceIfAskedTo() {
        Granted first = own(0).granted(ID, LONG);
        Owner next = own(0);
        ClaimRequest takeOver = new ClaimRequest(ID, Owner.nonce(), true);
        ClaimOutcome outcome = next.claim(takeOver, LONG);
        assertThat(outcome).isInstanceOfSatisfying(Granted.class, granted -> {
            assertThat(granted.token()).isGreaterThan(first.token());
            assertThat(granted.redelivered()).isTrue();
        });
        assertThat(next.claim(takeOver, LONG)).isEqualTo(outcome);
        assertThat(next.claim(new ClaimRequest(ID, Owner.nonce(), true), LONG)).isInstanceOf(Busy.class);
    }

    @Test
    void aClaimOfAnotherShardIsNeverTakenOver() {
        Owner owner = own(0);
        owner.granted(ID, LONG);
        own(1);
        own(1);
        Owner other = own(1); // whose epoch is greater
        ClaimOutcome outcome = other.claim(new ClaimRequest(ID, Owner.nonce(), true), LONG);
        assertThat(outcome).isInstanceOf(scope == Scope.PROCESSOR ? Busy.class : Granted.class);
        own(0); // and neither once that shard has another owner
        outcome = other.claim(new ClaimRequest(ID, Owner.nonce(), true), LONG);
        assertThat(outcome).isInstanceOf(Busy.class);
    }

    @Test
    void whatIsDoneIsGivenBack() {
        Owner owner = own(0);
        StoredResult result = owner.recorded(ID, 3);
        assertThat(rivalOf(owner).claim(ID, LONG)).isEqualTo(new ClaimOutcome.Done(ID, result));
        assertThat(own(0).claim(new ClaimRequest(ID, Owner.nonce(), true), LONG))
                .isEqualTo(new ClaimOutcome.Done(ID, result));
    }

    @Test
    void anIdIsUniqueInItsScope() {
        Owner one = own(0);
        Owner two = own(1);
        one.granted(ID, LONG);
        assertThat(two.claim(ID, LONG)).isInstanceOf(scope == Scope.SHARD ? Granted.class : Busy.class);
    }

    @Test
    void aBatchIsAnsweredInTheOrderOfItsRequests() {
        Owner owner = own(0);
        owner.granted(id("busy"), LONG);
        StoredResult done = owner.recorded(id("done"), 0);
        List<ClaimRequest> requests =
                List.of(request("z"), request("busy"), request("a"), request("done"), request("m"));
        List<ClaimOutcome> outcomes = owner.store.claim(owner.tenure, requests, LONG);
        assertThat(outcomes.stream().map(ClaimOutcome::id))
                .containsExactlyElementsOf(
                        requests.stream().map(ClaimRequest::id).toList());
        assertThat(outcomes.get(0)).isInstanceOf(Granted.class);
        assertThat(outcomes.get(1)).isInstanceOf(Busy.class);
        assertThat(outcomes.get(2)).isInstanceOf(Granted.class);
        assertThat(outcomes.get(3)).isEqualTo(new ClaimOutcome.Done(id("done"), done));
        assertThat(outcomes.get(4)).isInstanceOf(Granted.class);
        assertThat(owner.store.claim(owner.tenure, List.of(), LONG)).isEmpty();
    }

    @Test
    void whatIsLeftOfALeaseIsByTheStoresClock() {
        Owner owner = own(0);
        Duration lease = Duration.ofMinutes(10);
        owner.granted(ID, lease);
        fixture.time().ifPresent(time -> time.advance(Duration.ofMinutes(4)));
        Duration most = fixture.time().isPresent() ? Duration.ofMinutes(6) : lease;
        assertThat(rivalOf(owner).claim(ID, LONG))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.remaining()).isBetween(most.minusMinutes(1), most));
    }

    private static ClaimRequest request(String id) {
        return new ClaimRequest(id(id), Owner.nonce(), false);
    }
}
