package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Bytes;
import io.eos.api.Header;
import io.eos.api.MessageId;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import io.eos.spi.ClaimOutcome.Done;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.ClaimLost;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Results: put if absent, never changed, recognised by their nonce. */
abstract class RecordContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void aResultIsFoundAsItWasRecorded() {
        Owner owner = own(0);
        StoredResult result = everything(owner);
        assertThat(owner.record(Completion.unclaimed(ID, result))).isEqualTo(new Recorded(ID));
        assertThat(owner.find(ID)).contains(result);
        assertThat(own(open(), 0).find(ID)).contains(result);
    }

    @Test
    void theFirstResultStays() {
        Owner owner = own(0);
        StoredResult first = owner.recorded(ID, 0);
        Owner rival = rivalOf(owner);
        assertThat(rival.record(rival.completion(ID, 0))).isEqualTo(new Superseded(ID, first));
        assertThat(owner.find(ID)).contains(first);
    }

    @Test
    void theSameNonceIsTheSameWrite() {
        Owner owner = own(0);
        Completion completion = owner.completion(ID, 0);
        owner.record(completion);
        assertThat(owner.record(completion)).isEqualTo(new Recorded(ID));
        Owner next = own(0);
        assertThat(next.record(completion)).isEqualTo(new Recorded(ID));
        assertThat(next.find(ID)).contains(completion.result());
    }

    @Test
    void anIdIsUniqueInItsScope() {
        Owner one = own(0);
        Owner two = own(1);
        StoredResult first = one.recorded(ID, 0);
        Completion second = two.completion(ID, 0);
        RecordOutcome outcome = two.record(second);
        if (scope == Scope.SHARD) {
            assertThat(outcome).isEqualTo(new Recorded(ID));
            assertThat(two.find(ID)).contains(second.result());
        } else {
            assertThat(outcome).isEqualTo(new Superseded(ID, first));
            assertThat(two.find(ID)).contains(first);
        }
        assertThat(one.find(ID)).contains(first);
    }

    @Test
    void aBatchIsAnsweredInItsOrderWhateverBecameOfEach() {
        Owner owner = own(0);
        StoredResult first = owner.recorded(id("m"), 0);
        Granted claim = owner.granted(id("b"), LONG);
        List<RecordOutcome> outcomes = owner.recordUpTo(
                1,
                owner.completion(id("z"), 1),
                owner.completion(id("m"), 0),
                owner.completion(id("b"), 2),
                owner.completion(id("a"), 3));
        assertThat(outcomes)
                .containsExactly(
                        new Recorded(id("z")),
                        new Superseded(id("m"), first),
                        new ClaimLost(id("b"), claim.token()),
                        new Recorded(id("a")));
        assertThat(owner.find(id("b"))).isEmpty();
    }

    @Test
    void aClaimIsReplacedByItsResult() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, LONG);
        assertThat(owner.find(ID)).isEmpty();
        Completion completion = owner.completion(granted, 0);
        assertThat(owner.record(completion)).isEqualTo(new Recorded(ID));
        assertThat(owner.record(completion)).isEqualTo(new Recorded(ID));
        assertThat(rivalOf(owner).claim(ID, LONG)).isEqualTo(new Done(ID, completion.result()));
    }

    @Test
    void withoutATokenNobodysClaimIsReplacedNotEvenOnesOwn() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, LONG);
        assertThat(owner.record(owner.completion(ID, 0))).isEqualTo(new ClaimLost(ID, granted.token()));
        Owner rival = rivalOf(owner);
        assertThat(rival.record(rival.completion(ID, 0))).isEqualTo(new ClaimLost(ID, granted.token()));
        assertThat(owner.find(ID)).isEmpty();
        assertThat(owner.record(owner.completion(granted, 0))).isEqualTo(new Recorded(ID));
    }

    @Test
    void aLeaseThatRanOutStillRecordsIfNobodyElseTookTheId() {
        Owner owner = own(0);
        Granted granted = owner.granted(ID, fixture.shortLease());
        letShortLeasesRunOut(owner);
        assertThat(owner.record(owner.completion(ID, 0)))
                .as("without its token")
                .isEqualTo(new ClaimLost(ID, granted.token()));
        assertThat(owner.record(owner.completion(granted, 0))).isEqualTo(new Recorded(ID));
    }

    @Test
    void anOldTokenRecordsNothing() {
        Owner owner = own(0);
        Granted first = owner.granted(ID, fixture.shortLease());
        letShortLeasesRunOut(owner);
        Owner rival = rivalOf(owner);
        Granted second = rival.granted(ID, LONG);
        assertThat(owner.record(owner.completion(first, 0))).isEqualTo(new ClaimLost(ID, second.token()));
        assertThat(owner.find(ID)).isEmpty();
        Completion winner = rival.completion(second, 0);
        assertThat(rival.record(winner)).isEqualTo(new Recorded(ID));
        assertThat(owner.record(owner.completion(first, 0))).isEqualTo(new Superseded(ID, winner.result()));
    }

    @Test
    void aTokenThatWasNeverGivenRecordsNothing() {
        Owner owner = own(0);
        assertThat(owner.record(new Completion(ID, owner.result(0), 77))).isEqualTo(new ClaimLost(ID, 0));
        assertThat(owner.find(ID)).isEmpty();
    }

    @Test
    void resultsAreFoundInTheOrderThatTheyAreAskedFor() {
        Owner owner = own(0);
        List<MessageId> all = new ArrayList<>(ids(100));
        Collections.shuffle(all, new java.util.Random(7));
        Completion[] completions = all.stream()
                .map(each -> owner.completion(each, all.indexOf(each)))
                .toArray(Completion[]::new);
        owner.recordUpTo(100, completions);
        owner.granted(id("claimed"), LONG);

        List<MessageId> asked = new ArrayList<>(all);
        Collections.shuffle(asked, new java.util.Random(8));
        asked.add(50, id("absent"));
        asked.add(0, id("claimed"));
        List<Optional<StoredResult>> found = store.find(owner.tenure, asked);
        assertThat(found).hasSize(102);
        for (int i = 0; i < asked.size(); i++) {
            int position = all.indexOf(asked.get(i));
            assertThat(found.get(i))
                    .as("%s", asked.get(i))
                    .isEqualTo(position < 0 ? Optional.empty() : Optional.of(completions[position].result()));
        }
        assertThat(store.find(owner.tenure, List.of())).isEmpty();
    }

    private static StoredResult everything(Owner owner) {
        return new StoredResult(
                ResultStatus.DEAD_LETTER,
                Long.MIN_VALUE,
                owner.shard().at(Long.MAX_VALUE),
                null,
                Bytes.EMPTY,
                List.of(
                        new OutputRecord(
                                "out",
                                3,
                                5L,
                                List.of(new Header("h", null), Header.text("h", "ü")),
                                Bytes.utf8("k"),
                                null),
                        new SourceCopy("dlt", null, null, List.of())),
                owner.tenure.node(),
                Instant.parse("2026-01-02T03:04:05.678Z"),
                7,
                "it 'failed' \"with\" ünicode 🙂");
    }
}
