package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome.ClaimLost;
import io.eos.spi.StoreAdmin.ShardState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Retention: what is old goes, what may still be asked for stays, and numbers never go back. */
abstract class PurgeContract extends ContractTest {
    private static final MessageId ID = id("order-1");
    private static final int MANY = 1_000;

    @BeforeEach
    void purgesWhenAsked() {
        needs(Feature.PURGE_BELOW_WATERMARK);
    }

    @Test
    void oldResultsBelowTheWatermarkAreRemovedAndNoOthers() {
        Owner owner = own(0);
        recordFive(owner, 3);
        purgeOld(3);
        assertThat(store.find(owner.tenure, ids(5)).stream().map(each -> each.isPresent()))
                .containsExactly(false, false, false, true, true);
        owner.recordUpTo(5);
        purgeOld(2);
    }

    @Test
    void youngResultsStay() {
        Owner owner = own(0);
        recordFive(owner, 5);
        fixture.time().ifPresent(time -> time.advance(Duration.ofDays(29)));
        assertThat(store.purge(new PurgeRequest(processor, Duration.ofDays(30), MANY)))
                .isZero();
        assertThat(store.find(owner.tenure, ids(5)))
                .allSatisfy(each -> assertThat(each).isPresent());
    }

    @Test
    void aShardWithoutAWatermarkKeepsAll() {
        Owner owner = own(0);
        owner.recorded(ID, 0);
        Owner other = own(1);
        recordFive(other, 5);
        purgeOld(5);
        assertThat(owner.find(ID)).isPresent();
    }

    @Test
    void oneCallRemovesNoMoreThanItsLimit() {
        Owner owner = own(0);
        recordFive(owner, 5);
        letAllGetOld();
        PurgeRequest two = new PurgeRequest(processor, retention(), 2);
        eventually(() -> assertThat(store.purge(two)).isEqualTo(2));
        assertThat(store.find(owner.tenure, ids(5)).stream().filter(each -> each.isPresent()))
                .hasSize(3);
        assertThat(store.purge(two)).isEqualTo(2);
        assertThat(store.purge(two)).isEqualTo(1);
        assertThat(store.purge(two)).isZero();
    }

    @Test
    void tokensGoOnAfterAPurge() {
        Owner owner = own(0);
        Granted first = owner.granted(ID, LONG);
        owner.recordUpTo(1, owner.completion(first, 0));
        purgeOld(1);
        Granted second = owner.granted(ID, LONG);
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(second.redelivered()).isFalse();
        assertThat(owner.record(owner.completion(first, 0))).isEqualTo(new ClaimLost(ID, second.token()));
    }

    @Test
    void claimsWhoseLeaseRanOutLongAgoAreRemovedAndLiveOnesStay() {
        Owner owner = own(0);
        Granted dead = owner.granted(ID, fixture.shortLease());
        Granted live = owner.granted(id("live"), Duration.ofDays(1_000));
        letShortLeasesRunOut(owner); // which leaves a probe, whose lease runs out too
        purgeOld(2);
        assertThat(store.admin().lookUp(processor, ID)).isEmpty();
        assertThat(owner.record(owner.completion(dead, 0))).isEqualTo(new ClaimLost(ID, 0));
        assertThat(owner.granted(ID, LONG).token()).isGreaterThan(live.token());
        assertThat(store.admin().lookUp(processor, id("live"))).hasSize(1);
    }

    @Test
    void epochsAndWatermarksOutliveAPurge() {
        Owner owner = own(0);
        recordFive(owner, 5);
        ShardState before = store.admin().shards(processor).get(0);
        purgeOld(5);
        assertThat(store.admin().shards(processor)).containsExactly(before);
        assertThat(own(0).tenure.epoch()).isGreaterThan(owner.tenure.epoch());
    }

    @Test
    void anotherProcessorIsLeftAlone() {
        String other = processor + "-2";
        store.register(ProcessorSpec.of(other, scope, Map.of()));
        Owner neighbour = own(store, new io.eos.api.Shard(other, shard(0).topicId(), 0), scope);
        recordFive(neighbour, 5);
        recordFive(own(0), 5);
        purgeOld(5);
        assertThat(store.find(neighbour.tenure, ids(5)))
                .allSatisfy(each -> assertThat(each).isPresent());
    }

    private static void recordFive(Owner owner, long watermark) {
        List<MessageId> ids = ids(5);
        owner.recordUpTo(
                watermark,
                Stream.iterate(0, i -> i < 5, i -> i + 1)
                        .map(i -> owner.completion(ids.get(i), i))
                        .toArray(Completion[]::new));
    }

    private Duration retention() {
        return fixture.time().isPresent() ? Duration.ofDays(30) : Duration.ofMillis(300);
    }

    private void letAllGetOld() {
        fixture.time().ifPresent(time -> time.advance(retention().plus(fixture.shortLease())));
    }

    /** Purges until so many were removed, and sees that no more are. */
    private void purgeOld(long expected) {
        letAllGetOld();
        PurgeRequest all = new PurgeRequest(processor, retention(), MANY);
        long[] removed = {0};
        eventually(() -> {
            removed[0] += store.purge(all);
            assertThat(removed[0]).isEqualTo(expected);
        });
        assertThat(store.purge(all)).isZero();
    }
}
