package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.ResultStore;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Conflict;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Victim;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Effects, results and checkpoint in one transaction: all of them, or none. */
abstract class TransactionContract<R> extends ContractTest {
    private static final MessageId ID = id("order-1");

    private TransactionalFixture<R> effects;
    private TransactionalResultStore<R> transactional;

    @Override
    abstract TransactionalFixture<R> newFixture();

    @BeforeEach
    @SuppressWarnings("unchecked") // newFixture() says so
    void openTransactional() {
        effects = (TransactionalFixture<R>) fixture;
        transactional = (TransactionalResultStore<R>) store;
    }

    @Test
    void effectsResultsAndCheckpointAreCommittedTogether() {
        Owner owner = own(0);
        Completion one = owner.completion(ID, 0);
        Completion two = owner.completion(id("order-2"), 1);
        assertThat(transact(owner, 2, "a", one, two)).isEqualTo(new Committed());
        assertThat(lines()).containsExactly("a");
        assertThat(owner.find(ID)).contains(one.result());
        assertThat(owner.find(id("order-2"))).contains(two.result());
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(2);
    }

    @Test
    void theResourceIsWhatTheStoreDeclares() {
        Owner owner = own(0);
        transactional.transact(owner.tenure, resource -> {
            assertThat(resource).isInstanceOf(transactional.resourceType());
            return new Commit(List.of(), owner.next());
        });
    }

    @Test
    void aConflictRollsEverythingBack() {
        Owner owner = own(0);
        StoredResult first = owner.recorded(ID, 0);
        owner.recordUpTo(1);
        assertThat(transact(owner, 3, "a", owner.completion(id("new"), 1), owner.completion(ID, 2)))
                .isEqualTo(new Conflict(Map.of(ID, first)));
        assertNothingOf(owner, 1);
        assertThat(transact(owner, 3, "a", owner.completion(id("new"), 1))).isEqualTo(new Committed());
        assertThat(lines()).containsExactly("a");
    }

    @Test
    void aFencedTenureRollsEverythingBack() {
        Owner old = own(0);
        transact(old, 1, "first");
        Owner next = own(0);
        assertThatThrownBy(() -> transact(old, 2, "a", old.completion(id("new"), 1)))
                .isInstanceOf(FencedException.class);
        assertThat(lines()).containsExactly("first");
        assertThat(next.find(id("new"))).isEmpty();
        assertThat(own(0).acquisition.last().watermark()).isEqualTo(1);
    }

    @Test
    void aTenureThatIsFencedWhileTheWorkRunsRollsEverythingBack() {
        Owner old = own(0);
        ResultStore other = open();
        assertThatThrownBy(() -> transactional.transact(old.tenure, resource -> {
                    effects.append(resource, processor, "a");
                    own(other, 0); // which must not wait for this transaction
                    return new Commit(List.of(old.completion(id("new"), 0)), old.next(1));
                }))
                .isInstanceOf(FencedException.class);
        assertThat(lines()).isEmpty();
        Owner next = own(0);
        assertThat(next.find(id("new"))).isEmpty();
        assertThat(next.acquisition.last().hasWatermark()).isFalse();
    }

    @Test
    void theCheckpointIsGuardedAsInAnyWrite() {
        Owner owner = own(0);
        Checkpoint late = owner.next(1);
        owner.recordUpTo(5);
        for (Checkpoint refused : List.of(late, new Checkpoint(9, 6, 7, -1, List.of()))) {
            assertThatThrownBy(() -> transactional.transact(owner.tenure, resource -> {
                        effects.append(resource, processor, "a");
                        return new Commit(List.of(owner.completion(id("new"), 1)), refused);
                    }))
                    .isInstanceOf(FencedException.class);
        }
        assertNothingOf(owner, 5);
    }

    @Test
    void workThatThrowsRollsEverythingBack() {
        Owner owner = own(0);
        owner.recordUpTo(1);
        IOException cause = new IOException("the handler failed");
        assertThatThrownBy(() -> transactional.transact(owner.tenure, resource -> {
                    effects.append(resource, processor, "a");
                    throw cause;
                }))
                .isInstanceOf(WorkFailedException.class)
                .hasCause(cause);
        assertNothingOf(owner, 1);
        assertThat(transact(owner, 2, "b", owner.completion(id("new"), 1))).isEqualTo(new Committed());
    }

    @Test
    void anErrorThatLeavesTheWorkRollsEverythingBackToo() {
        Owner owner = own(0);
        owner.recordUpTo(1);
        assertThatThrownBy(() -> transactional.transact(owner.tenure, resource -> {
                    effects.append(resource, processor, "a");
                    throw new StackOverflowError("made up");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertNothingOf(owner, 1);
    }

    @Test
    void aRepetitionIsKnownByItsNoncesAndItsEffectsAreNotMadeAgain() {
        Owner owner = own(0);
        Completion one = owner.completion(ID, 0);
        Completion two = owner.completion(id("order-2"), 1);
        Checkpoint checkpoint = owner.next(2);
        for (int i = 0; i < 2; i++) {
            assertThat(transactional.transact(owner.tenure, resource -> {
                        effects.append(resource, processor, "a");
                        return new Commit(List.of(one, two), checkpoint);
                    }))
                    .isEqualTo(new Committed());
        }
        assertThat(lines()).containsExactly("a");
    }

    @Test
    void aResultThatIsThereHidesNoOtherOneOfTheSameCommit() {
        Owner owner = own(0);
        Completion own = owner.completion(ID, 0);
        assertThat(transact(owner, 1, "a", own)).isEqualTo(new Committed());
        assertThat(transact(owner, 2, "b", own, owner.completion(id("new"), 1)))
                .as("its own result is there, but the other one is not: another transaction wrote it")
                .isEqualTo(new Conflict(Map.of(ID, own.result())));
        assertThat(owner.find(id("new"))).isEmpty();
        assertThat(lines()).containsExactly("a");
    }

    @Test
    void eachIdTakesEffectOnceWhoeverRacesForIt() {
        int threads = 4;
        List<MessageId> ids = ids(30);
        Race.run(threads, i -> {
            TransactionalResultStore<R> mine = threadsOwn();
            Owner owner = own(mine, i);
            List<MessageId> left = new ArrayList<>(ids);
            Collections.shuffle(left, new Random(i));
            while (!left.isEmpty()) {
                List<MessageId> batch = left.subList(0, Math.min(7, left.size()));
                settle(mine, owner, new ArrayList<>(batch));
                batch.clear();
            }
            return i;
        });
        Set<String> expected = new HashSet<>();
        for (MessageId id : ids) {
            for (int i = 0; i < (scope == io.eos.api.Scope.SHARD ? threads : 1); i++) {
                expected.add(scope == io.eos.api.Scope.SHARD ? id + "@" + i : id.toString());
            }
        }
        assertThat(lines()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @SuppressWarnings("unchecked")
    private synchronized TransactionalResultStore<R> threadsOwn() {
        return (TransactionalResultStore<R>) open();
    }

    /** What the loop does: run again without those that are there already, and as it was when chosen as a victim. */
    private void settle(TransactionalResultStore<R> through, Owner owner, List<MessageId> batch) {
        int partition = owner.shard().partition();
        while (!batch.isEmpty()) {
            Completion[] completions =
                    batch.stream().map(id -> owner.completion(id, 0)).toArray(Completion[]::new);
            TransactionOutcome outcome = through.transact(owner.tenure, resource -> {
                for (MessageId id : batch) {
                    String line = scope == io.eos.api.Scope.SHARD ? id + "@" + partition : id.toString();
                    effects.append(resource, processor, line);
                }
                return new Commit(List.of(completions), owner.next());
            });
            if (outcome instanceof Conflict conflict) {
                assertThat(conflict.existing()).isNotEmpty();
                batch.removeAll(conflict.existing().keySet());
            } else if (!(outcome instanceof Victim)) {
                assertThat(outcome).isEqualTo(new Committed());
                batch.clear();
            }
        }
    }

    private TransactionOutcome transact(Owner owner, long watermark, String line, Completion... completions) {
        return transactional.transact(owner.tenure, resource -> {
            effects.append(resource, processor, line);
            return new Commit(List.of(completions), owner.next(watermark));
        });
    }

    private List<String> lines() {
        return effects.lines(processor);
    }

    private void assertNothingOf(Owner owner, long watermark) {
        assertThat(lines()).isEmpty();
        assertThat(owner.find(id("new"))).isEmpty();
        assertThat(store.admin().shards(processor))
                .singleElement()
                .satisfies(state -> assertThat(state.checkpoint().watermark()).isEqualTo(watermark));
    }
}
