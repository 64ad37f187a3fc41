package io.eos.store.redis;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Completion;
import io.eos.spi.StoreLimits;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Conflict;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Refused;
import io.eos.spi.TransactionalResultStore.Work;
import io.eos.spi.TransactionalResultStore.WorkFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Effects, results and checkpoint in one script. Nothing is sent, and no lock held, while the handler runs. Thread-safe.
 */
final class Transactions {
    private final Layout layout;
    private final Calls calls;
    private final StoreLimits limits;
    private final boolean clustered;

    Transactions(Layout layout, Calls calls, StoreLimits limits, boolean clustered) {
        this.layout = layout;
        this.calls = calls;
        this.limits = limits;
        this.clustered = clustered;
    }

    TransactionOutcome transact(Tenure tenure, Work<RedisEffects> work) {
        if (layout.isSpread(tenure.scope())) {
            throw new InvalidConfigurationException("transact needs results and effects in one slot, but the ids of "
                    + tenure.shard().processor() + " are spread over " + layout.buckets()
                    + " buckets; use the scope shard, or store.buckets=1");
        }
        Cell cell = layout.cell(tenure.shard(), tenure.scope(), 0);
        EffectQueue queue = new EffectQueue(layout.keys(), cell, clustered);
        Commit commit;
        try {
            commit = work.run(queue);
        } catch (Exception e) {
            return failed(queue, e);
        } finally {
            queue.end();
        }
        String violation = queue.violation();
        if (violation != null) {
            return new Refused(violation);
        }
        limits.checkBatch("a transaction", commit.completions().stream().map(Completion::id));
        return commit(tenure, cell, queue.effects(), commit);
    }

    private static TransactionOutcome failed(EffectQueue queue, Exception failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String violation = queue.violation();
        if (violation != null) {
            return new Refused(violation);
        }
        throw new WorkFailedException(failure);
    }

    private TransactionOutcome commit(Tenure tenure, Cell cell, List<Effect> effects, Commit commit) {
        List<Completion> completions = commit.completions();
        Call call = Results.guarded(Script.TRANSACT, layout.rowFence(tenure), tenure, commit.checkpoint(), "")
                .key(cell.results())
                .key(cell.claims())
                .key(cell.ages())
                .with(completions.size());
        List<byte[]> results = new ArrayList<>();
        for (Completion completion : completions) {
            call.with(completion.id().toBytes());
            results.add(limits.encode(completion.id(), completion.result()));
        }
        call.withAll(results);
        for (Effect effect : effects) {
            call.key(effect.key().unsafeArray())
                    .with(effect.command())
                    .with(effect.kind())
                    .with(effect.arguments().size())
                    .withAll(effect.arguments());
        }
        List<@Nullable Object> reply =
                Replies.accepted(calls.write("a transaction", call), tenure, commit.checkpoint());
        return switch (Replies.text(reply.get(0))) {
            case "E" -> decided(completions, reply);
            case "T" ->
                throw cannotApply(
                        effects,
                        reply,
                        "needs a " + kind(effects, reply) + ", but its key holds a " + Replies.text(reply.get(2)));
            case "N" ->
                throw cannotApply(
                        effects, reply, "needs a whole number of at most 15 digits, which its key does not hold");
            case "X" -> throw cannotApply(effects, reply, "needs another id, but its stream has had the last one");
            default -> new Committed();
        };
    }

    /** Some results were there: all of them, with these very nonces, are this transaction's own, from an earlier attempt. */
    private static TransactionOutcome decided(List<Completion> completions, List<@Nullable Object> reply) {
        Map<MessageId, StoredResult> existing = new TreeMap<>();
        boolean own = true;
        for (int i = 1; i < reply.size(); i += 2) {
            Completion completion = completions.get((int) Replies.number(reply.get(i)) - 1);
            StoredResult there = Stored.result(Replies.bytes(reply.get(i + 1)), 0);
            existing.put(completion.id(), there);
            own &= there.nonce() == completion.result().nonce() && there.agreesWith(completion.result());
        }
        return own && existing.size() == completions.size() ? new Committed() : new Conflict(existing);
    }

    private static String kind(List<Effect> effects, List<@Nullable Object> reply) {
        return effects.get((int) Replies.number(reply.get(1)) - 1).kind();
    }

    /** Nothing was written: the effects are the work's, and so is the failure. */
    private static WorkFailedException cannotApply(List<Effect> effects, List<@Nullable Object> reply, String why) {
        long number = Replies.number(reply.get(1));
        return new WorkFailedException(new IllegalStateException(
                "effect " + number + ", " + effects.get((int) number - 1).command() + ", " + why));
    }
}
