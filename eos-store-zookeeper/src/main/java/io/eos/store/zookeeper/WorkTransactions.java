package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.PendingCodec;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Conflict;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Victim;
import io.eos.spi.TransactionalResultStore.Work;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import io.eos.store.zookeeper.ResultWrites.Target;
import io.eos.store.zookeeper.Results.Encoded;
import io.eos.store.zookeeper.Shards.LastCheckpoint;
import io.eos.store.zookeeper.Slot.Done;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * Transactions with a handler's effects. Thread-safe.
 *
 * <p>The handler gathers its effects. Then one {@code multi} checks the tenure, writes the checkpoint, puts the results if absent, and makes the
 * effects: all of it happens, or nothing. Where results are there already it is looked at once: others' are a conflict, and all of
 * them with this transaction's nonces are this transaction, made by an earlier call whose answer was lost.
 */
final class WorkTransactions {
    private final Client client;
    private final Layout layout;
    private final CallRunner calls;
    private final Shards shards;
    private final Slots slots;
    private final Segments segments;
    private final ResultWrites writes;

    WorkTransactions(
            Client client,
            Layout layout,
            CallRunner calls,
            Shards shards,
            Slots slots,
            Segments segments,
            ResultWrites writes) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
        this.shards = shards;
        this.slots = slots;
        this.segments = segments;
        this.writes = writes;
    }

    TransactionOutcome transact(Tenure tenure, Work<ZooKeeperEffects> work) {
        client.checkOpen();
        GatheredEffects effects = new GatheredEffects(client, layout, calls);
        Commit commit;
        try {
            commit = work.run(effects);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            String violation = effects.violation();
            if (violation != null) {
                return new Refused(violation);
            }
            StoreUnavailableException outage = effects.outage();
            throw outage != null ? outage : new WorkFailedException(e);
        } finally {
            effects.end();
        }
        Limits.STORE.checkBatch("a transaction", commit.completions().stream().map(Completion::id));
        Limits.STORE.checkPending(commit.checkpoint());
        List<Encoded> completions =
                commit.completions().stream().map(Encoded::of).toList();
        String refusal = effects.violation() != null
                ? effects.violation()
                : tooLarge(tenure, completions, commit.checkpoint(), effects);
        if (refusal != null) {
            return new Refused(refusal);
        }
        LastCheckpoint cached = shards.lastCheckpoint(tenure.shard());
        synchronized (cached) {
            return calls.run(
                    "a transaction on " + tenure.shard(),
                    call -> commit(call, cached, tenure, completions, commit, effects));
        }
    }

    private @Nullable String tooLarge(
            Tenure tenure, List<Encoded> completions, Checkpoint checkpoint, GatheredEffects effects) {
        int operations = completions.size() + effects.operations().size();
        int bytes = effects.bytes() + PendingCodec.size(checkpoint.pending());
        for (Encoded each : completions) {
            // In a znode of its own it takes more than in a segment; which it will be is not known yet.
            bytes += slots.write(tenure, each.id(), Slot.NO_NODE, each.data()).bytes();
        }
        return operations <= Limits.TRANSACTION_OPERATIONS && bytes <= Limits.TRANSACTION_BYTES
                ? null
                : "the work made " + effects.operations().size() + " changes, which with its " + completions.size()
                        + " results and the checkpoint take " + operations + " operations and " + bytes
                        + " bytes, but one transaction takes "
                        + Limits.TRANSACTION_OPERATIONS + " operations and " + Limits.TRANSACTION_BYTES + " bytes";
    }

    private TransactionOutcome commit(
            Call call,
            LastCheckpoint cached,
            Tenure tenure,
            List<Encoded> completions,
            Commit commit,
            GatheredEffects effects) {
        List<MessageId> ids = completions.stream().map(Encoded::id).toList();
        Form form = segments.form(call, tenure);
        Map<MessageId, Slot> there =
                call.first() || !form.hasZnodes() ? new HashMap<>() : slots.read(call, tenure, ids);
        TransactionOutcome decided = decidedBefore(completions, there);
        if (decided != null) {
            return decided;
        }
        CheckpointState state = shards.guard(call, cached, tenure, commit.checkpoint(), List.of())
                .state();
        if (state.own() && completions.isEmpty()) {
            return new Committed();
        }
        ShardIndex index = segments.at(call, state, form);
        segments.stored(call, index, ids).forEach((id, found) -> there.put(id, found.slot()));
        decided = decidedBefore(completions, there);
        if (decided != null) {
            return decided;
        }
        Target target = writes.of(call, index, state, ids.size());
        int first = shards.checkpoint(state, commit.checkpoint()).size();
        // In the place of claims, if there are some: nobody processes under them what this transaction has done.
        List<Op> results = new ArrayList<>();
        Supplier<List<Op>> put = () -> {
            results.addAll(target.put(completions, there));
            return results;
        };
        MultiOutcome outcome = target.write(call, cached, commit.checkpoint(), put, effects.operations());
        if (outcome.done()) {
            return new Committed();
        }
        int own = first + results.size();
        if (outcome.failed() < own) {
            throw shards.refused(call, tenure, outcome);
        }
        if (outcome.code() == Code.BADVERSION) {
            return new Victim("a znode had another version than the work expected");
        }
        throw new WorkFailedException(KeeperException.create(
                outcome.code(), effects.operations().get(outcome.failed() - own).getPath()));
    }

    private static @Nullable TransactionOutcome decidedBefore(List<Encoded> completions, Map<MessageId, Slot> there) {
        Map<MessageId, StoredResult> existing = new TreeMap<>();
        boolean own = true;
        for (Encoded each : completions) {
            StoredResult result = there.get(each.id()) instanceof Done done ? done.result() : null;
            if (result != null) {
                existing.put(each.id(), result);
            }
            // A nonce is a message's: an earlier transaction, whose answer was lost, may have come to another result.
            StoredResult mine = each.completion().result();
            own &= result != null && result.nonce() == mine.nonce() && result.agreesWith(mine);
        }
        if (existing.isEmpty()) {
            return null;
        }
        return own ? new Committed() : new Conflict(existing);
    }
}
