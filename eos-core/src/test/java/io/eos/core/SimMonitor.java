package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RenewOutcome;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Watches what the store accepts, at the moment at which it does: results, epochs and watermarks; claims are {@link SimClaims}' part. */
final class SimMonitor {
    private final SimScheduler time;
    private final Scope scope;
    private final Consumer<String> violated;
    final SimClaims claims;
    private final Map<Slot, StoredResult> results = new HashMap<>();
    private final Set<Slot> purged = new HashSet<>();
    private final Map<Shard, Tenure> owners = new HashMap<>();
    private final Map<Shard, Long> watermarks = new HashMap<>();
    private Consumer<StoredResult> recorded = result -> {};
    private SettledBelow settled = (shard, from, to) -> {};

    /** Where an id is unique; the partition is -1 where it is so in the whole processor. */
    record Slot(int partition, MessageId id) {}

    /** Is told that a watermark passed offsets. */
    @FunctionalInterface
    interface SettledBelow {
        void passed(Shard shard, long from, long to);
    }

    SimMonitor(SimScheduler time, Scope scope, Consumer<String> violated) {
        this.time = time;
        this.scope = scope;
        this.violated = violated;
        this.claims = new SimClaims(time, results::containsKey, violated);
    }

    void whenRecorded(Consumer<StoredResult> listener) {
        recorded = listener;
    }

    void whenPassed(SettledBelow listener) {
        settled = listener;
    }

    Slot slot(int partition, MessageId id) {
        return new Slot(scope == Scope.SHARD ? partition : -1, id);
    }

    private Slot slot(Tenure tenure, MessageId id) {
        return slot(tenure.shard().partition(), id);
    }

    Acquisition acquired(Acquisition acquisition) {
        Tenure tenure = acquisition.tenure();
        Tenure before = owners.put(tenure.shard(), tenure);
        if (before != null && before.epoch() >= tenure.epoch()) {
            violated.accept("I3: epoch " + tenure.epoch() + " of " + tenure.shard() + " after " + before.epoch());
        }
        time.trace(() -> "store: " + tenure.node() + " acquires p"
                + tenure.shard().partition() + " epoch " + tenure.epoch() + " " + acquisition.last());
        return acquisition;
    }

    private void fence(Tenure tenure, String operation) {
        Tenure owner = owners.get(tenure.shard());
        if (!tenure.equals(owner)) {
            violated.accept("I4: a " + operation + " under epoch " + tenure.epoch() + " of " + tenure.node()
                    + " was accepted, and the owner is " + owner);
        }
    }

    /** What is watched as it is now; run later, it is so again. */
    Runnable remember() {
        Map<Slot, StoredResult> knownResults = new HashMap<>(results);
        Map<Shard, Tenure> knownOwners = new HashMap<>(owners);
        Map<Shard, Long> knownWatermarks = new HashMap<>(watermarks);
        return () -> {
            replace(results, knownResults);
            replace(owners, knownOwners);
            replace(watermarks, knownWatermarks);
        };
    }

    private static <K, V> void replace(Map<K, V> present, Map<K, V> past) {
        present.clear();
        present.putAll(past);
    }

    List<ClaimOutcome> claimed(Tenure tenure, List<ClaimOutcome> outcomes, Duration lease, long sent) {
        fence(tenure, "claim");
        for (ClaimOutcome outcome : outcomes) {
            time.trace(() -> "store: " + tenure.node() + " claims " + outcome);
            if (outcome instanceof ClaimOutcome.Granted granted) {
                claims.granted(slot(tenure, granted.id()), granted.token(), lease, sent);
            }
        }
        return outcomes;
    }

    List<RenewOutcome> renewed(
            Tenure tenure, List<ClaimOutcome.Granted> granted, List<RenewOutcome> outcomes, Duration lease) {
        fence(tenure, "renewal");
        for (int i = 0; i < granted.size(); i++) {
            if (outcomes.get(i) == RenewOutcome.RENEWED) {
                claims.renewed(slot(tenure, granted.get(i).id()), lease);
            }
        }
        return outcomes;
    }

    void released(Tenure tenure, List<ClaimOutcome.Granted> granted, long sent) {
        fence(tenure, "release");
        for (ClaimOutcome.Granted claim : granted) {
            time.trace(() -> "store: " + tenure.node() + " releases " + claim);
            claims.released(slot(tenure, claim.id()), claim.token(), sent);
        }
    }

    List<RecordOutcome> recorded(
            Tenure tenure, List<Completion> completions, List<RecordOutcome> outcomes, Checkpoint checkpoint) {
        time.trace(() -> "store: " + tenure.node() + " p" + tenure.shard().partition() + " records "
                + outcomes.stream().map(SimMonitor::show).toList() + " " + checkpoint);
        fence(tenure, "record");
        for (int i = 0; i < completions.size(); i++) {
            if (outcomes.get(i) instanceof RecordOutcome.Recorded) {
                recorded(tenure, completions.get(i));
            }
        }
        if (RecordOutcome.allRecorded(outcomes)) {
            moved(tenure.shard(), checkpoint);
        }
        return outcomes;
    }

    private static String show(RecordOutcome outcome) {
        return outcome.getClass().getSimpleName() + " " + outcome.id();
    }

    private void recorded(Tenure tenure, Completion completion) {
        Slot slot = slot(tenure, completion.id());
        recorded.accept(completion.result());
        StoredResult before = results.put(slot, completion.result());
        if (before == null) {
            claims.settled(slot, completion.token());
        } else if (before.nonce() != completion.result().nonce()) {
            violated.accept("I2: the result of " + slot + " changed");
        }
    }

    void transacted(Tenure tenure, @Nullable Commit commit, TransactionOutcome outcome) {
        time.trace(() -> "store: " + tenure.node() + " p" + tenure.shard().partition() + " transacts "
                + outcome.getClass().getSimpleName() + " "
                + (commit == null
                        ? ""
                        : commit.completions().stream().map(Completion::id).toList() + " " + commit.checkpoint()));
        if (commit == null || !(outcome instanceof TransactionOutcome.Committed)) {
            return;
        }
        boolean again = !commit.completions().isEmpty()
                && commit.completions().stream().allMatch(each -> {
                    StoredResult there = results.get(slot(tenure, each.id()));
                    return there != null && there.nonce() == each.result().nonce();
                });
        if (!again) {
            fence(tenure, "transaction");
            commit.completions().forEach(each -> recorded(tenure, each));
            moved(tenure.shard(), commit.checkpoint());
        }
    }

    private void moved(Shard shard, Checkpoint written) {
        long before = watermarks.getOrDefault(shard, -1L);
        watermarks.put(shard, written.watermark());
        // Below what was written and not acknowledged it may go back: the results are there.
        if (written.watermark() < written.acknowledged()) {
            violated.accept("I4: the watermark of p" + shard.partition() + " went back from " + before + " to "
                    + written.watermark() + ", and " + written.acknowledged() + " was acknowledged");
        } else {
            settled.passed(shard, Math.max(0, before), written.watermark());
        }
    }

    /** What is recorded, or was before it was purged. */
    @Nullable StoredResult result(Slot slot) {
        return results.get(slot);
    }

    long watermark(Shard shard) {
        return watermarks.getOrDefault(shard, -1L);
    }

    /** Whether its result may have been forgotten. */
    boolean isPurged(Slot slot) {
        return purged.contains(slot);
    }

    /** Retention removed whatever the store does not have any more. */
    void forget(Duration retention, Predicate<Slot> gone) {
        Set<Slot> removed = new HashSet<>(results.keySet());
        removed.removeIf(gone.negate());
        removed.forEach(results::remove);
        purged.addAll(removed);
        claims.forget(retention);
    }

    /** Whether it may be forgotten that its handler was called: the claim ran out as long ago as results are kept. */
    boolean isForgotten(Slot slot) {
        return purged.contains(slot) || claims.isForgotten(slot);
    }
}
