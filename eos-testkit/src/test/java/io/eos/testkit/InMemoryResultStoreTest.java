package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.CorruptRecordException;
import io.eos.api.FencedException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import io.eos.spi.StoreLocator;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Victim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the in-memory store does beyond the contract: other histories, its effects, its address. */
class InMemoryResultStoreTest {
    private static final MessageId ID = MessageId.business("order-1");
    private static final ProcessorSpec SPEC = ProcessorSpec.of("p", Scope.PROCESSOR, Map.of());

    private final InMemoryResultStore store = new InMemoryResultStore(new ManualClock());
    private final Shard shard = new Shard("p", new UUID(1, 2), 0);

    @Test
    void aRestoredStoreIsAtAnEarlierHistory() {
        Registration registration = store.register(SPEC);
        Owner owner = own();
        owner.recordUpTo(1, owner.completion(ID, 0));
        InMemoryResultStore.Snapshot backup = store.snapshot();
        Completion late = owner.completion(MessageId.business("order-2"), 1);
        owner.recordUpTo(2, late);

        store.restore(backup);
        assertThat(owner.find(late.id())).isEmpty();
        assertThat(owner.find(ID)).isPresent();
        assertThat(store.register(SPEC)).isEqualTo(registration);
        assertThatThrownBy(() -> owner.recordUpTo(3))
                .as("the tenure is in that history, but its watermark is not")
                .isInstanceOf(FencedException.class)
                .hasMessageContaining("earlier history");
        assertThat(own().acquisition.last().watermark()).isEqualTo(1);
        store.restore(backup);
        assertThat(own().acquisition.last().watermark()).isEqualTo(1);
    }

    @Test
    void anEpochThatIsIssuedAgainInAnotherHistoryHasAnotherNonce() {
        InMemoryResultStore.Snapshot backup = store.snapshot();
        Owner lost = own();
        store.restore(backup);
        Owner present = own();
        assertThat(present.tenure.epoch()).isEqualTo(lost.tenure.epoch());
        assertThatThrownBy(() -> lost.recordUpTo(1)).isInstanceOf(FencedException.class);
        present.recordUpTo(1);
    }

    @Test
    void aWipedStoreHasAnotherIncarnation() {
        Registration before = store.register(SPEC);
        Owner owner = own();
        owner.recordUpTo(1, owner.completion(ID, 0));
        store.wipe();
        assertThat(store.reopen().register(SPEC).incarnation()).isNotEqualTo(before.incarnation());
        assertThatThrownBy(() -> owner.recordUpTo(2)).isInstanceOf(FencedException.class);
        assertThat(own().acquisition.last()).isEqualTo(Checkpoint.EMPTY);
        assertThat(own().find(ID)).isEmpty();
    }

    @Test
    void aRunCanBeRepeated() {
        InMemoryResultStore one = new InMemoryResultStore(new ManualClock(), new Random(5));
        InMemoryResultStore two = new InMemoryResultStore(new ManualClock(), new Random(5));
        assertThat(one.register(SPEC)).isEqualTo(two.register(SPEC));
        Owner owner = own();
        assertThat(one.acquire(shard, Scope.SHARD, owner.tenure.node()))
                .isEqualTo(two.acquire(shard, Scope.SHARD, owner.tenure.node()));
    }

    @Test
    void aDamagedResultIsCorruptAndNeverAbsent() {
        Owner owner = own();
        assertThat(store.corrupt("p", ID)).isFalse();
        owner.recorded(ID, 0);
        assertThat(store.corrupt("p", ID)).isTrue();
        assertThatThrownBy(() -> owner.find(ID)).isInstanceOf(CorruptRecordException.class);
        assertThatThrownBy(() -> owner.record(owner.completion(ID, 0))).isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void aTransactionThatSawWhatAnotherChangedIsTheVictim() {
        Owner owner = own();
        store.transact(owner.tenure, effects -> {
            effects.put("balance", "10");
            return commit(owner);
        });
        TransactionOutcome outcome = store.transact(owner.tenure, effects -> {
            String balance = effects.get("balance").orElseThrow();
            Commit between = commit(owner);
            assertThat(store.transact(owner.tenure, other -> {
                        other.put("balance", "20");
                        return between;
                    }))
                    .isEqualTo(new Committed());
            effects.put("balance", balance + "1");
            effects.append("lost");
            return commit(owner);
        });
        assertThat(outcome).isInstanceOf(Victim.class);
        assertThat(store.value("balance")).contains("20");
        assertThat(store.ledger()).isEmpty();
    }

    @Test
    void effectsSeeTheirOwnWrites() {
        Owner owner = own();
        store.transact(owner.tenure, effects -> {
            assertThat(effects.get("a")).isEmpty();
            effects.put("a", "1");
            assertThat(effects.get("a")).contains("1");
            assertThat(store.value("a")).isEmpty();
            return commit(owner);
        });
        assertThat(store.value("a")).contains("1");
    }

    @Test
    void workThatCommitsByItselfIsRefusedAlsoIfItSwallowsTheError() {
        Owner owner = own();
        TransactionOutcome swallowed = store.transact(owner.tenure, effects -> {
            effects.append("a");
            assertThatThrownBy(effects::commit).isInstanceOf(IllegalStateException.class);
            return commit(owner);
        });
        TransactionOutcome thrown = store.transact(owner.tenure, effects -> {
            effects.commit();
            return commit(owner);
        });
        assertThat(List.of(swallowed, thrown)).hasOnlyElementsOfType(Refused.class);
        assertThat(store.ledger()).isEmpty();
        assertThat(own().acquisition.last().hasWatermark()).isFalse();
    }

    @Test
    void effectsAreGoodOnlyInsideTheWorkOnItsThread() {
        Owner owner = own();
        List<InMemoryEffects> kept = new ArrayList<>();
        store.transact(owner.tenure, effects -> {
            kept.add(effects);
            assertThat(Race.run(1, i -> {
                        assertThatThrownBy(() -> effects.append("a")).isInstanceOf(IllegalStateException.class);
                        return i;
                    }))
                    .hasSize(1);
            return commit(owner);
        });
        assertThatThrownBy(() -> kept.get(0).get("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAddressNamesAMemoryThatAllOfItsStoresShare() {
        String name = "memory:" + UUID.randomUUID();
        ResultStore one = StoreLocator.open(StoreConfig.of(name));
        Registration registration = one.register(SPEC);
        assertThat(StoreLocator.open(StoreConfig.of(name)).register(SPEC)).isEqualTo(registration);
        assertThat(StoreLocator.open(StoreConfig.of(name + "x")).register(SPEC)).isNotEqualTo(registration);
        StoreConfig prefixed = new StoreConfig(StoreConfig.of(name).address(), Map.of(), "other_");
        assertThat(StoreLocator.open(prefixed).register(SPEC)).isNotEqualTo(registration);
        assertThatThrownBy(() -> StoreLocator.open(StoreConfig.of("memory:")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("memory:test");
        StoreConfig unknown = new StoreConfig(StoreConfig.of(name).address(), Map.of("size", "3"), "");
        assertThatThrownBy(() -> StoreLocator.open(unknown)).hasMessageContaining("unknown setting store.size");
    }

    private Owner own() {
        store.register(SPEC);
        return ContractTest.own(store, shard, Scope.PROCESSOR);
    }

    private static Commit commit(Owner owner) {
        return new Commit(List.of(), owner.next());
    }
}
