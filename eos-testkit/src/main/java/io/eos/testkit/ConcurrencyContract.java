package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Tenure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threads that race for the same ids and shards: one winner each, no deadlock, nothing of a loser. */
abstract class ConcurrencyContract extends ContractTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 10;
    private static final int IDS = 25;

    @Test
    void eachIdIsGrantedToOneOfThoseWhoClaimItAtOnce() {
        List<Owner> owners = racers();
        for (int round = 0; round < ROUNDS; round++) {
            String prefix = round + "-";
            List<List<ClaimOutcome>> all = Race.run(THREADS, i -> {
                List<ClaimRequest> requests = shuffled(prefix, i).stream()
                        .map(id -> new ClaimRequest(id, Owner.nonce(), false))
                        .toList();
                return store.claim(owners.get(i).tenure, requests, LONG);
            });
            assertThat(all.stream().flatMap(List::stream))
                    .filteredOn(ClaimOutcome.Granted.class::isInstance)
                    .extracting(ClaimOutcome::id)
                    .doesNotHaveDuplicates()
                    .hasSize(IDS);
        }
    }

    @Test
    void eachIdHasOneResultOfThoseThatAreRecordedAtOnce() {
        List<Owner> owners = racers();
        for (int round = 0; round < ROUNDS; round++) {
            String prefix = round + "-";
            Checkpoint checkpoint = new Checkpoint(round + 1, Checkpoint.NONE, Checkpoint.NONE, -1, List.of());
            Map<MessageId, StoredResult> winners = new ConcurrentHashMap<>();
            List<List<RecordOutcome>> all = Race.run(THREADS, i -> {
                Owner owner = owners.get(i);
                List<Completion> completions = shuffled(prefix, i).stream()
                        .map(id -> owner.completion(id, i))
                        .toList();
                List<RecordOutcome> outcomes = store.record(owner.tenure, completions, checkpoint);
                for (int k = 0; k < outcomes.size(); k++) {
                    if (outcomes.get(k) instanceof RecordOutcome.Recorded recorded) {
                        StoredResult before =
                                winners.put(recorded.id(), completions.get(k).result());
                        assertThat(before)
                                .as("a second winner of %s", recorded.id())
                                .isNull();
                    }
                }
                return outcomes;
            });
            assertThat(winners).hasSize(IDS);
            all.stream().flatMap(List::stream).forEach(outcome -> {
                if (outcome instanceof RecordOutcome.Superseded superseded) {
                    assertThat(superseded.by()).isEqualTo(winners.get(outcome.id()));
                }
            });
            winners.forEach((id, result) -> assertThat(owners.get(0).find(id)).contains(result));
        }
    }

    @Test
    void tokensOfAnIdStrictlyIncreaseInARaceForIt() {
        List<Owner> owners = racers();
        List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
        MessageId id = id("hot");
        Race.run(THREADS, i -> {
            for (int wins = 0; wins < 5 && !Race.isOver(); ) {
                if (owners.get(i).claim(id, LONG) instanceof ClaimOutcome.Granted granted) {
                    tokens.add(granted.token()); // added while it is held, so in the order of the grants
                    store.release(owners.get(i).tenure, List.of(granted));
                    wins++;
                }
            }
            return i;
        });
        assertThat(tokens).hasSize(THREADS * 5).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void epochsStrictlyIncreaseInARaceForAShard() {
        List<List<Tenure>> all = Race.run(
                THREADS,
                i -> IntStream.range(0, ROUNDS).mapToObj(round -> own(0).tenure).toList());
        for (List<Tenure> ofOne : all) {
            assertThat(ofOne).extracting(Tenure::epoch).isSorted();
        }
        List<Tenure> tenures = all.stream().flatMap(List::stream).toList();
        assertThat(tenures).extracting(Tenure::epoch).doesNotHaveDuplicates();
        assertThat(tenures).extracting(Tenure::nonce).doesNotHaveDuplicates();
        long last = tenures.stream().mapToLong(Tenure::epoch).max().orElseThrow();
        assertThat(store.admin().shards(processor))
                .singleElement()
                .satisfies(state -> assertThat(state.epoch()).isEqualTo(last));
    }

    @Test
    void nothingOfAnOldTenureIsWrittenOnceTheNextOneBegan() {
        needsAtomicFencing();
        for (int round = 0; round < ROUNDS; round++) {
            int partition = round;
            Owner old = own(partition);
            AtomicLong acknowledged = new AtomicLong(Checkpoint.NONE);
            AtomicBoolean fenced = new AtomicBoolean();
            AtomicLong left = new AtomicLong(Long.MIN_VALUE);
            Race.run(2, i -> {
                if (i == 0) {
                    writeUntilFenced(old, acknowledged, fenced);
                } else {
                    while (acknowledged.get() < 3 && !fenced.get() && !Race.isOver()) {
                        Thread.onSpinWait();
                    }
                    left.set(own(partition).acquisition.last().watermark());
                }
                return i;
            });
            assertThat(fenced).isTrue();
            long watermark = left.get();
            assertThat(watermark).isGreaterThanOrEqualTo(acknowledged.get());
            Owner next = own(partition);
            assertThat(next.acquisition.last().watermark()).isEqualTo(watermark);
            assertThat(next.find(idOf(partition, watermark - 1))).isPresent();
            assertThat(next.find(idOf(partition, watermark))).isEmpty();
        }
    }

    /** Its source may be compacted away, and then nobody else publishes it. Also where the write of an older tenure can still come late. */
    @Test
    void whateverATenureRecordedIsNamedToTheNextOneAsPending() {
        long started = System.nanoTime();
        recordPending(own(0));
        long alone = System.nanoTime() - started;
        int rounds = 3 * ROUNDS;
        for (int round = 1; round <= rounds; round++) {
            int partition = round;
            Owner old = own(partition);
            // From before the first id is written to after the last one is.
            long pause = alone * (round - 1) / rounds;
            List<List<Pending>> told = Race.run(2, i -> {
                if (i == 0) {
                    return recordPending(old);
                }
                LockSupport.parkNanos(pause);
                return own(partition).acquisition.last().pending();
            });
            Owner next = own(partition);
            List<Pending> recorded = told.get(0).stream()
                    .filter(each -> next.find(each.id()).isPresent())
                    .toList();
            assertThat(told.get(1))
                    .as("told to the tenure that began %s us after the write", pause / 1_000)
                    .containsAll(recorded);
        }
    }

    /** Records what is all to be published, or a part of it; gives all of it. */
    private List<Pending> recordPending(Owner owner) {
        List<Completion> completions = new ArrayList<>();
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < 2 * IDS; i++) {
            MessageId id = idOf(owner.shard().partition(), i);
            completions.add(owner.completion(id, i));
            pending.add(new Pending(i, id));
        }
        try {
            store.record(owner.tenure, completions, owner.next(0, pending.toArray(Pending[]::new)));
        } catch (FencedException | OutcomeUnknownException e) {
            // what is left of it is what is looked at
        }
        return pending;
    }

    private static MessageId idOf(int partition, long offset) {
        return id(partition + "@" + offset);
    }

    private static void writeUntilFenced(Owner old, AtomicLong acknowledged, AtomicBoolean fenced) {
        for (long offset = 0; offset < 100_000; offset++) {
            try {
                old.recordUpTo(offset + 1, old.completion(idOf(old.shard().partition(), offset), offset));
            } catch (FencedException e) {
                fenced.set(true);
                return;
            }
            acknowledged.set(offset + 1);
        }
    }

    /** In {@code SHARD} scope all share one tenure, since ids are unique within it. */
    private List<Owner> racers() {
        Owner first = own(0);
        return IntStream.range(0, THREADS)
                .mapToObj(i -> scope == Scope.SHARD ? first : own(i + 1))
                .toList();
    }

    /** The same ids for all, in an order of each one's own: unsorted batches are what deadlocks. */
    private static List<MessageId> shuffled(String prefix, int seed) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < IDS; i++) {
            ids.add(id(prefix + i));
        }
        Collections.shuffle(ids, new Random(seed));
        return ids;
    }
}
