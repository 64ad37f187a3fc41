package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailingStoreTest {
    private static final MessageId ID = MessageId.business("order-1");

    private final InMemoryResultStore real = new InMemoryResultStore();
    private final FailurePlan plan = new FailurePlan();
    private final FailingTransactionalStore<InMemoryEffects> store = FailingStore.around(real, plan);
    private final Shard shard = new Shard("p", new UUID(1, 2), 0);
    private final Owner owner = registered();
    private final Completion completion = owner.completion(ID, 0);

    private Owner registered() {
        real.register(ProcessorSpec.of("p", Scope.SHARD, Map.of()));
        return ContractTest.own(store, shard, Scope.SHARD);
    }

    @Test
    void withoutAPlanNothingFails() {
        assertThat(record()).containsExactly(new Recorded(ID));
        assertThat(plan.history()).isEmpty();
        assertThat(plan.calls(Operation.RECORD)).isEqualTo(1);
    }

    @Test
    void beforeMeansThatNothingHappened() {
        plan.failNext(Operation.RECORD, Failure.BEFORE);
        assertThatThrownBy(this::record).isInstanceOf(StoreUnavailableException.class);
        assertThat(owner.find(ID)).isEmpty();
        assertThat(record()).containsExactly(new Recorded(ID));
        assertThat(plan.history()).containsExactly("RECORD 1 BEFORE");
    }

    @Test
    void afterMeansThatItHappenedAndARepetitionIsRecognised() {
        plan.failNext(Operation.RECORD, Failure.AFTER);
        assertThatThrownBy(this::record).isInstanceOf(OutcomeUnknownException.class);
        assertThat(owner.find(ID)).contains(completion.result());
        assertThat(record()).containsExactly(new Recorded(ID));
    }

    @Test
    void aDelayedWriteArrivesWhenToldTo() {
        plan.failNext(Operation.RECORD, Failure.DELAYED);
        assertThatThrownBy(this::record).isInstanceOf(OutcomeUnknownException.class);
        assertThat(owner.find(ID)).isEmpty();
        assertThat(plan.delayed()).isEqualTo(1);
        assertThat(plan.deliver()).isEqualTo(1);
        assertThat(owner.find(ID)).contains(completion.result());
        assertThat(plan.deliver()).isZero();
    }

    @Test
    void aDelayedWriteThatIsFencedMeanwhileIsRefusedAndNobodyHearsOfIt() {
        plan.failNext(Operation.RECORD, Failure.DELAYED);
        assertThatThrownBy(this::record).isInstanceOf(OutcomeUnknownException.class);
        real.acquire(shard, Scope.SHARD, new NodeId("next"));
        assertThat(plan.deliver()).isEqualTo(1);
        assertThat(owner.find(ID)).isEmpty();
    }

    @Test
    void aDuplicatedAcquisitionIsTwo() {
        plan.failNext(Operation.ACQUIRE, Failure.DUPLICATED);
        Owner next = ContractTest.own(store, shard, Scope.SHARD);
        assertThat(next.tenure.epoch()).isEqualTo(owner.tenure.epoch() + 2);
        plan.failNext(Operation.RECORD, Failure.DUPLICATED);
        assertThat(next.record(completion)).isEqualTo(new Recorded(ID));
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void aCrashLastsButOnlyForItsOwnNode(Failure crash) {
        plan.failNext(Operation.RECORD, crash);
        assertThatThrownBy(this::record).isInstanceOf(SimulatedCrash.class);
        assertThat(store.crashed()).isTrue();
        assertThatThrownBy(() -> owner.find(ID)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(this::record).isInstanceOf(SimulatedCrash.class);
        FailingStore restarted = FailingStore.around(real, plan);
        assertThat(restarted.find(owner.tenure, List.of(ID)).get(0).isPresent())
                .isEqualTo(crash == Failure.CRASH_AFTER);
    }

    @Test
    void aCallIsPlannedByItsNumberFromNow() {
        record();
        plan.fail(Operation.RECORD, 2, Failure.BEFORE);
        record();
        assertThatThrownBy(this::record).isInstanceOf(StoreUnavailableException.class);
        record();
        assertThat(plan.history()).containsExactly("RECORD 3 BEFORE");
    }

    @Test
    void anOutageLastsUntilItIsHealed() {
        plan.outage();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::record).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> owner.find(ID)).isInstanceOf(StoreUnavailableException.class);
        }
        plan.heal();
        record();
    }

    @Test
    void randomFailuresAreThoseOfTheSeed() {
        List<List<String>> histories = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            FailurePlan random = new FailurePlan()
                    .failRandomly(seed, 0.5, EnumSet.of(Failure.BEFORE, Failure.AFTER, Failure.DELAYED));
            FailingStore failing = FailingStore.around(real, random);
            for (int i = 0; i < 50; i++) {
                attempt(() -> failing.record(owner.tenure, List.of(completion), owner.next()));
                attempt(() -> failing.find(owner.tenure, List.of(ID)));
            }
            histories.add(random.history());
        }
        assertThat(histories.get(0)).isEqualTo(histories.get(1)).isNotEqualTo(histories.get(2));
        assertThat(histories.get(0)).hasSizeBetween(10, 90);
        assertThat(histories.get(0))
                .filteredOn(each -> each.startsWith("FIND"))
                .isNotEmpty()
                .allMatch(each -> each.endsWith("BEFORE"));
    }

    @Test
    void aReadHasNoUnknownOutcome() {
        for (Failure failure : List.of(Failure.AFTER, Failure.DELAYED, Failure.DUPLICATED)) {
            assertThatThrownBy(() -> plan.failNext(Operation.FIND, failure))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTransactionWhoseAnswerIsLostIsRecognised() {
        plan.failNext(Operation.TRANSACT, Failure.AFTER);
        assertThatThrownBy(this::transact).isInstanceOf(OutcomeUnknownException.class);
        assertThat(transact()).isEqualTo(new Committed());
        assertThat(real.ledger()).containsExactly("a");
        plan.failNext(Operation.TRANSACT, Failure.DUPLICATED);
        assertThat(transact()).isEqualTo(new Committed());
        assertThat(real.ledger()).containsExactly("a");
    }

    @Test
    void aDelayedTransactionHasOnlyItsCommitLeftToDo() {
        plan.failNext(Operation.TRANSACT, Failure.DELAYED);
        List<String> ran = new ArrayList<>();
        assertThatThrownBy(() -> store.transact(owner.tenure, effects -> {
                    effects.append("a");
                    ran.add("work");
                    return new Commit(List.of(completion), owner.next(1));
                }))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(ran).containsExactly("work");
        assertThat(real.ledger()).isEmpty();
        assertThat(owner.find(ID)).isEmpty();
        assertThat(plan.deliver()).isEqualTo(1);
        assertThat(real.ledger()).containsExactly("a");
        assertThat(owner.find(ID)).contains(completion.result());
    }

    @Test
    void aDelayedTransactionWhoseWorkFailsSaysSoAtOnce() {
        plan.failNext(Operation.TRANSACT, Failure.DELAYED);
        assertThatThrownBy(() -> store.transact(owner.tenure, effects -> {
                    throw new IOException("the handler failed");
                }))
                .isInstanceOf(WorkFailedException.class);
        assertThat(plan.delayed()).isZero();
        plan.failNext(Operation.TRANSACT, Failure.AFTER);
        assertThatThrownBy(() -> store.transact(owner.tenure, effects -> {
                    throw new IOException("the handler failed");
                }))
                .isInstanceOf(WorkFailedException.class);
    }

    private List<RecordOutcome> record() {
        return store.record(owner.tenure, List.of(completion), owner.next());
    }

    private TransactionOutcome transact() {
        return store.transact(owner.tenure, effects -> {
            effects.append("a");
            return new Commit(List.of(completion), owner.next());
        });
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            // That is what was asked for.
        }
    }
}
