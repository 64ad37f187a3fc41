package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.ClaimLost;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replacing a result that can never be published by its dead letter. */
abstract class ReplaceContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void theResultWithTheExpectedNonceIsReplaced() {
        Owner owner = own(0);
        StoredResult first = owner.recorded(ID, 0);
        Completion deadLetter = owner.completion(ID, 0);
        assertThat(replace(owner, first.nonce(), deadLetter, owner.next(4))).isEqualTo(new Recorded(ID));
        assertThat(owner.find(ID)).contains(deadLetter.result());
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(4);
    }

    @Test
    void repeatingItIsSafe() {
        Owner owner = own(0);
        StoredResult first = owner.recorded(ID, 0);
        Completion deadLetter = owner.completion(ID, 0);
        replace(owner, first.nonce(), deadLetter, owner.next());
        assertThat(replace(owner, first.nonce(), deadLetter, owner.next(4))).isEqualTo(new Recorded(ID));
        assertThat(owner.find(ID)).contains(deadLetter.result());
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(4);
    }

    @Test
    void anotherResultStays() {
        Owner owner = own(0);
        StoredResult first = owner.recorded(ID, 0);
        Completion deadLetter = owner.completion(ID, 0);
        owner.recordUpTo(2);
        assertThat(replace(owner, first.nonce() + 1, deadLetter, owner.next(4))).isEqualTo(new Superseded(ID, first));
        assertThat(owner.find(ID)).contains(first);
        assertThat(own(0).acquisition.last().watermark())
                .as("the watermark stays")
                .isEqualTo(2);
    }

    @Test
    void whereThereIsNoResultNothingIsWrittenForTheId() {
        Owner owner = own(0);
        assertThat(replace(owner, 1, owner.completion(ID, 0), owner.next())).isEqualTo(new ClaimLost(ID, 0));
        Granted granted = owner.granted(ID, LONG);
        owner.recordUpTo(2);
        assertThat(replace(owner, 1, owner.completion(ID, 0), owner.next(4)))
                .isEqualTo(new ClaimLost(ID, granted.token()));
        assertThat(owner.find(ID)).isEmpty();
        assertThat(own(0).acquisition.last().watermark())
                .as("the watermark stays")
                .isEqualTo(2);
    }

    @Test
    void itIsFencedAsAnyWrite() {
        Owner owner = own(0);
        StoredResult first = owner.recorded(ID, 0);
        Checkpoint late = owner.next();
        owner.record(owner.next(5));
        Completion deadLetter = owner.completion(ID, 0);
        for (Checkpoint refused : List.of(late, new Checkpoint(99, 6, 7, -1, List.of()))) {
            assertThatThrownBy(() -> replace(owner, first.nonce(), deadLetter, refused))
                    .isInstanceOf(FencedException.class);
        }
        assertThat(owner.find(ID)).contains(first);
    }

    private static RecordOutcome replace(Owner owner, long expected, Completion deadLetter, Checkpoint checkpoint) {
        return owner.store.replace(owner.tenure, expected, deadLetter, checkpoint);
    }
}
