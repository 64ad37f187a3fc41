package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimOutcome.Busy;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import io.eos.testkit.FailingStore;
import io.eos.testkit.FailurePlan;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import io.eos.testkit.InMemoryResultStore;
import io.eos.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Claims that are watched outlive their lease, and no others; the time stands still but where a test moves it. */
class LeaseKeeperTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration THIRD = LEASE.dividedBy(3);

    private final ManualClock time = new ManualClock();
    private final InMemoryResultStore store = new InMemoryResultStore(time);
    private final FailurePlan plan = new FailurePlan();
    private final LoopClock clock = new LoopClock() {
        @Override
        public long nanos() {
            return Duration.between(Instant.EPOCH, time.instant()).toNanos();
        }

        @Override
        public Instant now() {
            return time.instant();
        }
    };
    private final LeaseKeeper keeper = new LeaseKeeper(FailingStore.around(store, plan), LEASE, clock);
    private final Tenure owner = acquire(0);
    private final Tenure rival = acquire(1);

    @Test
    void aWatchedClaimOutlivesItsLease() {
        LeaseKeeper.Watch watch = keeper.watch(owner);
        Granted claim = claim(watch, "id-1");
        for (int i = 0; i < 12; i++) {
            time.advance(THIRD);
            keeper.renewAll();
            assertThat(watch.certain(claim)).isTrue();
            assertThat(wanted("id-1")).isInstanceOf(Busy.class);
        }
    }

    @Test
    void aClaimThatIsNotWatchedAnyMoreRunsOut() {
        LeaseKeeper.Watch watch = keeper.watch(owner);
        Granted kept = claim(watch, "id-1");
        Granted given = claim(watch, "id-2");
        watch.remove(given);
        passALease();
        assertThat(wanted("id-1")).isInstanceOf(Busy.class);
        assertThat(wanted("id-2")).isInstanceOf(Granted.class);
        assertThat(watch.certain(kept)).isTrue();
        assertThat(watch.certain(given)).isFalse();
    }

    @Test
    void aClosedWatchRenewsNothing() {
        LeaseKeeper.Watch watch = keeper.watch(owner);
        Granted claim = claim(watch, "id-1");
        watch.close();
        passALease();
        assertThat(plan.calls(Operation.RENEW)).isZero();
        assertThat(wanted("id-1")).isInstanceOf(Granted.class);
        assertThat(watch.certain(claim)).isFalse();
    }

    @Test
    void nothingIsAskedOfTheStoreForAWatchWithoutClaims() {
        LeaseKeeper.Watch watch = keeper.watch(owner);
        keeper.renewAll();
        watch.remove(claim(watch, "id-1"));
        keeper.renewAll();
        assertThat(plan.calls(Operation.RENEW)).isZero();
    }

    /** The failure costs one round, and no other watch anything. */
    @ParameterizedTest
    @EnumSource(names = {"BEFORE", "AFTER"})
    void aRenewalThatFailsIsMadeInTheNextRound(Failure failure) {
        LeaseKeeper.Watch watch = keeper.watch(owner);
        LeaseKeeper.Watch other = keeper.watch(owner);
        claim(watch, "id-1");
        claim(other, "id-2");
        time.advance(THIRD);
        plan.failNext(Operation.RENEW, failure);
        keeper.renewAll();
        assertThat(plan.calls(Operation.RENEW)).isEqualTo(2);
        time.advance(THIRD);
        keeper.renewAll();
        time.advance(THIRD.multipliedBy(2));
        for (String id : List.of("id-1", "id-2")) {
            assertThat(wanted(id)).as(id).isInstanceOf(Busy.class);
        }
    }

    /** A store may fail in ways that the SPI does not know. */
    @Test
    void anUnexpectedFailureKeepsNoOtherClaimFromRenewal() {
        AtomicInteger calls = new AtomicInteger();
        plan.beforeEach(operation -> {
            if (operation == Operation.RENEW && calls.incrementAndGet() % 2 == 1) {
                throw new IllegalStateException("a bug of the store");
            }
        });
        claim(keeper.watch(owner), "id-1");
        claim(keeper.watch(owner), "id-2");
        keeper.renewAll();
        assertThat(calls).hasValue(2);
    }

    @Test
    void aClaimIsCertainForNineTenthsOfALeaseOnly() {
        LeaseKeeper.Watch watch = keeper.watch(owner);
        Granted claim = claim(watch, "id-1");
        time.advance(LEASE.multipliedBy(9).dividedBy(10).minusNanos(1));
        assertThat(watch.certain(claim)).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(watch.certain(claim)).isFalse();
        keeper.renewAll();
        assertThat(watch.certain(claim)).isTrue();
    }

    @Test
    void aClaimThatSomebodyElseHasIsNotCertainAnyMore() {
        LeaseKeeper.Watch watch = keeper.watch(owner);
        Granted claim = claim(watch, "id-1");
        time.advance(LEASE);
        assertThat(wanted("id-1")).isInstanceOf(Granted.class);
        keeper.renewAll();
        assertThat(watch.certain(claim)).isFalse();
        keeper.renewAll();
        assertThat(plan.calls(Operation.RENEW)).as("it is not asked for again").isEqualTo(1);
    }

    private void passALease() {
        for (int i = 0; i < 4; i++) {
            time.advance(THIRD);
            keeper.renewAll();
        }
    }

    private Granted claim(LeaseKeeper.Watch watch, String id) {
        long before = clock.nanos();
        Granted granted = (Granted) ask(owner, id, 1);
        watch.add(granted, before);
        return granted;
    }

    /** What another node is told that wants the id now. */
    private ClaimOutcome wanted(String id) {
        return ask(rival, id, 2);
    }

    private ClaimOutcome ask(Tenure tenure, String id, long nonce) {
        ClaimRequest request = new ClaimRequest(MessageId.business(id), nonce, false);
        return store.claim(tenure, List.of(request), LEASE).get(0);
    }

    private Tenure acquire(int partition) {
        Registration unused = store.register(ProcessorSpec.of("p", Scope.PROCESSOR, Map.of()));
        Shard shard = new Shard("p", new UUID(1, 1), partition);
        return store.acquire(shard, Scope.PROCESSOR, new NodeId("n" + partition))
                .tenure();
    }
}
