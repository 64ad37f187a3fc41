package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What goes into one transaction: each lane's units in their order, fewer after a failure, and a suspect by itself. */
class PublishQueueTest {
    private static final int MOST = 100;
    private static final long MOST_BYTES = 4_000;

    private final ShardLane one = new ShardLane(new TopicPartition("t", 1), new UUID(1, 1));
    private final ShardLane two = new ShardLane(new TopicPartition("t", 2), new UUID(1, 1));
    private final PublishQueue queue = new PublishQueue(2 * MOST, MOST_BYTES);

    @Test
    void takesEverythingInTheOrderInWhichItCame() {
        PublishUnit first = add(one, 10, 10);
        PublishUnit second = add(two, 10, 10);
        PublishUnit third = add(one, 20, 10);
        assertThat(queue.take()).containsExactly(first, second, third);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void halfOfTheLargestRoundIsMuch() {
        add(one, 10, MOST / 4);
        add(two, 10, MOST / 4 - 1);
        assertThat(queue.isMuch()).isFalse();
        add(two, 11, 1);
        assertThat(queue.isMuch()).isTrue();
    }

    @Test
    void aQuarterOfTheNodesBytesIsMuch() {
        queue.add(new PublishUnit(one, List.of(), 10, -1, 1, MOST_BYTES / 4 - 1, false, 0));
        assertThat(queue.isMuch()).isFalse();
        queue.add(new PublishUnit(two, List.of(), 10, -1, 1, 1, false, 0));
        assertThat(queue.isMuch()).isTrue();
    }

    /** What may not be published yet would make rounds of what little else there is. */
    @Test
    void whatMayNotBePublishedIsNotMuch() {
        one.replacing(true);
        add(one, 10, MOST);
        add(two, 10, 1);
        assertThat(queue.isMuch()).isFalse();
        one.replacing(false);
        assertThat(queue.isMuch()).isTrue();
    }

    /** A drain has a budget. */
    @Test
    void lanesThatAreToBeGivenUpComeFirst() {
        PublishUnit first = add(one, 10, MOST);
        PublishUnit leaving1 = add(two, 10, MOST / 2);
        PublishUnit leaving2 = add(two, 20, MOST / 2);
        two.drain();
        assertThat(queue.take()).containsExactly(leaving1, leaving2);
        assertThat(queue.take()).containsExactly(first);
    }

    /** Where a node may hold one message, that one is much. */
    @Test
    void theSmallestBoundLetsOneMessageGo() {
        PublishQueue smallest = new PublishQueue(1, MOST_BYTES);
        PublishUnit unit = unit(one, 10, 1);
        smallest.add(unit);
        assertThat(smallest.isMuch()).isTrue();
        assertThat(smallest.take()).containsExactly(unit);
    }

    @Test
    void aRoundIsNeverLargerThanTheLimitButForASingleUnit() {
        PublishUnit large = add(one, 10, MOST + 1);
        PublishUnit small = add(two, 10, MOST - 1);
        PublishUnit one1 = add(one, 11, 1);
        PublishUnit one2 = add(one, 12, 1);
        assertThat(queue.take()).containsExactly(large);
        assertThat(queue.take()).containsExactly(small, one1);
        assertThat(queue.take()).containsExactly(one2);
    }

    /** A later unit that would fit must not overtake: its offset would settle what was not published. */
    @Test
    void whatIsLeftBehindIsNotOvertakenInItsLane() {
        PublishUnit first = add(one, 10, 10);
        PublishUnit tooLarge = add(one, 20, MOST);
        PublishUnit small = add(one, 30, 1);
        PublishUnit other = add(two, 10, 1);
        assertThat(queue.take()).containsExactly(first, other);
        assertThat(queue.take()).containsExactly(tooLarge);
        assertThat(queue.take()).containsExactly(small);
    }

    @Test
    void theLimitHalvesAfterAFailureAndDoublesAfterASuccess() {
        List<PublishUnit> failed = List.of(unit(one, 8, 8));
        queue.failed(failed, null);
        assertThat(limit()).as("half of what failed").isEqualTo(4);
        queue.failed(failed, null);
        assertThat(limit()).as("half of the limit").isEqualTo(2);
        queue.failed(failed, null);
        queue.failed(failed, null);
        assertThat(limit()).as("never less than a message").isEqualTo(1);
        queue.succeeded(List.of());
        assertThat(limit()).isEqualTo(2);
        queue.succeeded(List.of());
        assertThat(limit()).isEqualTo(4);
        for (int i = 0; i < 40; i++) {
            queue.succeeded(List.of());
        }
        assertThat(limit()).isEqualTo(MOST);
        queue.failed(List.of(unit(one, MOST, MOST)), null);
        queue.succeeded(List.of());
        assertThat(limit())
                .as("a broker that takes no more is not asked to at once")
                .isEqualTo(MOST / 2 + MOST / 16);
    }

    /** How many units of one message a round takes; leaves the queue empty. */
    private int limit() {
        ShardLane lane = new ShardLane(new TopicPartition("t", 3), new UUID(1, 1));
        for (int i = 0; i <= MOST; i++) {
            queue.add(unit(lane, i + 1, 1));
        }
        int taken = queue.take().size();
        lane.close();
        queue.dropClosed();
        return taken;
    }

    @Test
    void aSuspectGoesAloneAndLast() {
        PublishUnit bad = add(one, 10, 1);
        PublishUnit good = add(two, 10, 1);
        List<PublishUnit> both = queue.take();
        queue.failed(both, one);
        queue.putBack(both);
        for (int i = 0; i < 10; i++) {
            queue.succeeded(List.of(good));
        }
        assertThat(queue.take()).as("the innocent first").containsExactly(good);
        queue.succeeded(List.of(good));
        PublishUnit next = add(two, 20, 1);
        assertThat(queue.take()).as("still suspected").containsExactly(next);
        assertThat(queue.take()).as("alone").containsExactly(bad);
        queue.succeeded(List.of(bad));
        PublishUnit worse = add(one, 20, 1);
        PublishUnit better = add(two, 30, 1);
        assertThat(queue.take()).as("not suspected any more").containsExactly(worse, better);
    }

    @Test
    void anotherFailureChangesOrClearsTheSuspect() {
        PublishUnit first = add(one, 10, 1);
        PublishUnit second = add(two, 10, 1);
        queue.failed(List.of(first, second), one);
        queue.failed(List.of(first, second), two);
        queue.succeeded(List.of());
        assertThat(queue.take()).containsExactly(first);
        queue.putBack(List.of(first));
        queue.failed(List.of(first, second), null);
        queue.succeeded(List.of());
        assertThat(queue.take()).containsExactly(first, second);
    }

    @Test
    void whatIsPutBackComesFirst() {
        PublishUnit first = add(one, 10, 1);
        PublishUnit second = add(one, 20, 1);
        List<PublishUnit> taken = queue.take();
        PublishUnit third = add(one, 30, 1);
        queue.putBack(taken);
        assertThat(queue.take()).containsExactly(first, second, third);
    }

    @Test
    void whatTakesAnothersPlaceStandsInItsPlace() {
        PublishUnit first = add(one, 10, 1);
        PublishUnit third = add(one, 30, 1);
        PublishUnit other = add(two, 5, 1);
        PublishUnit second = unit(one, 20, 1);
        queue.insert(second);
        assertThat(queue.take()).containsExactly(first, second, third, other);
        queue.insert(second);
        assertThat(queue.take()).containsExactly(second);
    }

    @Test
    void aLaneThatMayNotPublishWaitsWithAllItsUnits() {
        PublishUnit first = add(one, 10, 1);
        PublishUnit second = add(one, 20, 1);
        PublishUnit other = add(two, 10, 1);
        one.committing(true);
        assertThat(queue.take()).containsExactly(other);
        one.committing(false);
        one.replacing(true);
        assertThat(queue.take()).isEmpty();
        one.replacing(false);
        assertThat(queue.take()).containsExactly(first, second);
    }

    @Test
    void closedLanesAreDropped() {
        add(one, 10, 1);
        PublishUnit other = add(two, 10, 1);
        one.close();
        assertThat(queue.holds(one)).isTrue();
        queue.dropClosed();
        assertThat(queue.holds(one)).isFalse();
        assertThat(queue.holds(two)).isTrue();
        assertThat(queue.take()).containsExactly(other);
    }

    private PublishUnit add(ShardLane lane, long next, int messages) {
        PublishUnit unit = unit(lane, next, messages);
        queue.add(unit);
        return unit;
    }

    private static PublishUnit unit(ShardLane lane, long next, int messages) {
        return new PublishUnit(lane, List.of(), next, -1, messages, 0, false, 0);
    }

    /** One failure that passed; the others always have something to publish. */
    @Test
    void aSuspectIsNotStarvedByBusyLanes() {
        PublishUnit failed = unit(one, 10, 10);
        queue.putBack(List.of(failed));
        queue.failed(List.of(failed), one);
        ShardLane third = new ShardLane(new TopicPartition("t", 3), new UUID(1, 1));
        boolean tried = false;
        for (int round = 1; round < 10 && !tried; round++) {
            add(two, round, 10);
            queue.add(unit(third, round, 10));
            List<PublishUnit> taken = queue.take();
            tried = taken.contains(failed);
            queue.succeeded(taken);
        }
        assertThat(tried).as("the suspect had its turn").isTrue();
    }

    @Test
    void aSuspectThatIsGoneIsForgotten() {
        PublishUnit failed = unit(one, 10, 10);
        queue.putBack(List.of(failed));
        queue.failed(List.of(failed), one);
        one.close();
        queue.dropClosed();
        ShardLane third = new ShardLane(new TopicPartition("t", 3), new UUID(1, 1));
        for (int i = 0; i < 40; i++) {
            queue.succeeded(List.of());
        }
        PublishUnit first = add(two, 10, 10);
        PublishUnit second = unit(third, 10, 10);
        queue.add(second);
        assertThat(queue.take()).containsExactly(first, second);
    }
}
