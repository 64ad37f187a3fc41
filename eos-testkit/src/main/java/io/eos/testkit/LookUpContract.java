package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.MessageId;
import io.eos.api.ResultStatus;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.Completion;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.StoreAdmin.EntryState;
import io.eos.spi.StoreAdmin.Page;
import io.eos.spi.StoreAdmin.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The operator's look at a store: processors, shards, one id, pages of ids. */
abstract class LookUpContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @Test
    void processorsAreListedByName() {
        Registration second = store.register(ProcessorSpec.of(processor + "-2", scope, Map.of("a", "1")));
        Registration first = store.register(ProcessorSpec.of(processor, scope, Map.of()));
        assertThat(store.admin().processors())
                .filteredOn(each -> each.stored().name().startsWith(processor))
                .containsExactly(first, second);
    }

    @Test
    void shardsAreListedByPartitionAsTheyStand() {
        own(10);
        Owner owner = own(2);
        owner.recordUpTo(7, owner.completion(ID, 0));
        List<ShardState> shards = store.admin().shards(processor);
        assertThat(shards).extracting(ShardState::shard).containsExactly(shard(2), shard(10));
        ShardState state = shards.get(0);
        assertThat(state.epoch()).isEqualTo(owner.tenure.epoch());
        assertThat(state.node()).isEqualTo(owner.tenure.node());
        assertThat(state.checkpoint()).isEqualTo(new Checkpoint(1, 7, 7, 3, List.of()));
        assertThat(shards.get(1).checkpoint()).isEqualTo(Checkpoint.EMPTY);
        assertThat(store.admin().shards("nobody")).isEmpty();
    }

    @Test
    void anIdIsShownInEachOfItsStates() {
        Owner owner = own(0);
        assertThat(store.admin().lookUp(processor, ID)).isEmpty();

        Granted granted = owner.granted(ID, LONG);
        assertThat(store.admin().lookUp(processor, ID)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(EntryState.CLAIMED);
            assertThat(entry.result()).isNull();
            assertThat(entry.token()).isEqualTo(granted.token());
            assertThat(entry.holder()).isEqualTo(owner.tenure.node());
            assertThat(entry.shard()).isEqualTo(scope == Scope.SHARD ? shard(0) : null);
        });

        Completion completion = owner.completion(granted, 0);
        owner.record(completion);
        assertThat(store.admin().lookUp(processor, ID)).singleElement().satisfies(entry -> {
            assertThat(entry.id()).isEqualTo(ID);
            assertThat(entry.state()).isEqualTo(EntryState.PROCESSED);
            assertThat(entry.result()).isEqualTo(completion.result());
            assertThat(entry.token()).isEqualTo(granted.token());
            assertThat(entry.holder()).isEqualTo(owner.tenure.node());
        });

        owner.record(deadLetter(owner, id("dead")));
        assertThat(store.admin().lookUp(processor, id("dead")))
                .extracting(Entry::state, Entry::token)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(EntryState.DEAD_LETTER, 0L));
        assertThat(store.admin().lookUp("nobody", ID)).isEmpty();
    }

    @Test
    void anIdHasOneEntryPerShardInShardScope() {
        Owner one = own(0);
        one.recorded(ID, 0);
        Owner two = own(1);
        two.record(two.completion(ID, 0));
        List<@Nullable Shard> shards = store.admin().lookUp(processor, ID).stream()
                .<@Nullable Shard>map(Entry::shard)
                .toList();
        if (scope == Scope.SHARD) {
            assertThat(shards).containsExactly(shard(0), shard(1));
        } else {
            assertThat(shards).hasSize(1).containsOnlyNulls();
        }
    }

    @Test
    void pagesHoldAllEntriesInTheOrderOfTheirIds() {
        Owner owner = own(0);
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            ids.add(MessageId.business(new byte[] {(byte) (i * 11), (byte) i}));
        }
        ids.add(MessageId.reserved(shard(0).at(3)));
        ids.forEach(each -> owner.recorded(each, 0));
        List<MessageId> sorted = ids.stream().sorted().toList();
        assertThat(pages(null, 5)).extracting(Entry::id).containsExactlyElementsOf(sorted);
        assertThat(pages(null, 8)).extracting(Entry::id).containsExactlyElementsOf(sorted);
        assertThat(pages(null, 24)).extracting(Entry::id).containsExactlyElementsOf(sorted);
        assertThat(store.admin().list(processor, null, null, 24).next()).isEmpty();
        assertThat(store.admin().list("nobody", null, null, 24).entries()).isEmpty();
    }

    @Test
    void pagesOfOneStateHoldNoOthers() {
        Owner owner = own(0);
        for (int i = 0; i < 9; i++) {
            MessageId each = id("id-" + i);
            switch (i % 3) {
                case 0 -> owner.granted(each, LONG);
                case 1 -> owner.recorded(each, i);
                default -> owner.record(deadLetter(owner, each));
            }
        }
        assertThat(pages(EntryState.CLAIMED, 2))
                .extracting(Entry::id)
                .containsExactly(id("id-0"), id("id-3"), id("id-6"));
        assertThat(pages(EntryState.PROCESSED, 2))
                .extracting(Entry::id)
                .containsExactly(id("id-1"), id("id-4"), id("id-7"));
        assertThat(pages(EntryState.DEAD_LETTER, 2))
                .extracting(Entry::id)
                .containsExactly(id("id-2"), id("id-5"), id("id-8"));
    }

    @Test
    void aPageMayEndBetweenTheShardsOfAnId() {
        for (int partition = 0; partition < 3; partition++) {
            Owner owner = own(partition);
            for (MessageId each : ids(4)) {
                owner.record(owner.completion(each, 0));
            }
        }
        List<Entry> entries = pages(null, 2);
        assertThat(entries).hasSize(scope == Scope.SHARD ? 12 : 4).doesNotHaveDuplicates();
        assertThat(entries).extracting(Entry::id).isSorted();
    }

    @Test
    void aPageHasALimit() {
        for (int limit : new int[] {0, -1, 10_001}) {
            assertThatThrownBy(() -> store.admin().list(processor, null, null, limit))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(store.admin().list(processor, null, null, 10_000).entries()).isEmpty();
    }

    private List<Entry> pages(@Nullable EntryState state, int limit) {
        List<Entry> all = new ArrayList<>();
        Page page = store.admin().list(processor, state, null, limit);
        all.addAll(page.entries());
        while (page.next().isPresent()) {
            assertThat(page.entries()).hasSize(limit);
            page = store.admin().list(processor, state, page.next().get(), limit);
            assertThat(page.entries()).isNotEmpty();
            all.addAll(page.entries());
        }
        return all;
    }

    private static Completion deadLetter(Owner owner, MessageId id) {
        StoredResult r = owner.result(0);
        return Completion.unclaimed(
                id,
                new StoredResult(
                        ResultStatus.DEAD_LETTER,
                        r.nonce(),
                        r.source(),
                        null,
                        null,
                        List.of(),
                        r.node(),
                        r.completedAt(),
                        0,
                        "no id"));
    }
}
