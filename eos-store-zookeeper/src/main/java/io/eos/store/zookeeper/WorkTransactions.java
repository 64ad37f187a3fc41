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
import io.eos.store.zookeeper.Results.Encoded;
import io.eos.store.zookeeper.Shards.CheckpointState;
import io.eos.store.zookeeper.Shards.LastCheckpoint;
import io.eos.store.zookeeper.Slot.Done;
import io.eos.store.zookeeper.Slots.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    WorkTransactions(Client client, Layout layout, CallRunner calls, Shards shards, Slots slots) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
        this.shards = shards;
        this.slots = slots;
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
        Map<MessageId, Slot> there = call.first()
                ? Map.of()
                : slots.read(call, tenure, completions.stream().map(Encoded::id).toList());
        TransactionOutcome decided = decidedBefore(completions, there);
        if (decided != null) {
            return decided;
        }
        CheckpointState state = shards.guard(call, cached, tenure, commit.checkpoint(), List.of())
                .state();
        if (state.own() && completions.isEmpty()) {
            return new Committed();
        }
        List<Op> first = shards.checkpoint(state, commit.checkpoint());
        List<Write> results = new ArrayList<>();
        for (Encoded each : completions) {
            // In the place of a claim, if there is one: nobody processes under it what this transaction has done.
            Slot slot = there.get(each.id());
            results.add(slots.write(tenure, each.id(), slot == null ? Slot.NO_NODE : slot.version(), each.data()));
        }
        List<Op> operations = Slots.operations(first, results);
        operations.addAll(effects.operations());
        MultiOutcome outcome = client.multi(call, operations);
        if (outcome.done()) {
            Shards.written(cached, state, commit.checkpoint(), outcome);
            return new Committed();
        }
        if (outcome.failed() < first.size() + results.size()) {
            throw shards.refused(call, tenure, outcome);
        }
        if (outcome.code() == Code.BADVERSION) {
            return new Victim("a znode had another version than the work expected");
        }
        throw new WorkFailedException(KeeperException.create(outcome.code(), pathOf(operations, outcome)));
    }

    private static String pathOf(List<Op> operations, MultiOutcome outcome) {
        return operations.get(outcome.failed()).getPath();
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
