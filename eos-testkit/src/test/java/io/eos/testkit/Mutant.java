package io.eos.testkit;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RenewOutcome;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An in-memory store with one rule broken, to see that the contract notices. */
final class Mutant extends FailingStore {
    /** The rule that is broken. */
    enum Break {
        THE_TENURE_IS_NOT_COMPARED,
        THE_NONCE_OF_THE_TENURE_IS_NOT_COMPARED,
        THE_SEQUENCE_IS_NOT_COMPARED,
        WHAT_WAS_ACKNOWLEDGED_IS_NOT_COMPARED,
        A_RESULT_IS_OVERWRITTEN,
        THE_NONCE_OF_A_RESULT_IS_NOT_COMPARED,
        TOKENS_ARE_NOT_COMPARED,
        A_CLAIM_IS_GRANTED_TWICE,
        A_GRANT_IS_NOT_REPEATED,
        TAKING_OVER_TAKES_ALL,
        A_LEASE_NEVER_ENDS_WHEN_RENEWED_LATE,
        A_RELEASE_FORGETS_AN_INTERRUPTION,
        PENDING_LOSES_ITS_ORDER,
        ANSWERS_ARE_SORTED,
        A_REFUSED_RECORD_WRITES_ITS_RESULTS,
        THE_WATERMARK_PASSES_WHAT_IS_NOT_RECORDED,
        PURGE_IGNORES_THE_WATERMARK
    }

    private final Memory memory;
    private final InMemoryResultStore store;
    private final Break broken;

    Mutant(Memory memory, Break broken) {
        this(memory, new InMemoryResultStore(memory), broken);
    }

    private Mutant(Memory memory, InMemoryResultStore store, Break broken) {
        super(store, new FailurePlan());
        this.memory = memory;
        this.store = store;
        this.broken = broken;
    }

    private boolean is(Break which) {
        return broken == which;
    }

    private Tenure believed(Tenure tenure) {
        synchronized (memory) {
            Memory.Owned owned = memory.shard(tenure.shard());
            boolean believes = is(Break.THE_TENURE_IS_NOT_COMPARED)
                    || (is(Break.THE_NONCE_OF_THE_TENURE_IS_NOT_COMPARED)
                            && owned != null
                            && owned.epoch() == tenure.epoch());
            return believes ? present(memory, tenure) : tenure;
        }
    }

    /** The tenure as it would be if it were the present one. */
    static Tenure present(Memory memory, Tenure tenure) {
        synchronized (memory) {
            Memory.Owned owned = memory.shard(tenure.shard());
            return owned == null
                    ? tenure
                    : new Tenure(tenure.shard(), tenure.scope(), tenure.node(), owned.epoch(), owned.nonce());
        }
    }

    private Checkpoint believed(Tenure tenure, Checkpoint checkpoint) {
        synchronized (memory) {
            Memory.Owned owned = memory.shard(tenure.shard());
            boolean anySequence = is(Break.THE_SEQUENCE_IS_NOT_COMPARED) || is(Break.THE_TENURE_IS_NOT_COMPARED);
            long sequence = owned != null && anySequence
                    ? Math.max(owned.checkpoint().sequence(), checkpoint.sequence())
                    : checkpoint.sequence();
            List<io.eos.spi.Pending> pending = new ArrayList<>(checkpoint.pending());
            if (is(Break.PENDING_LOSES_ITS_ORDER)) {
                Collections.reverse(pending);
            }
            return new Checkpoint(
                    sequence,
                    is(Break.WHAT_WAS_ACKNOWLEDGED_IS_NOT_COMPARED) ? Checkpoint.NONE : checkpoint.acknowledged(),
                    checkpoint.watermark(),
                    checkpoint.leaderEpoch(),
                    pending);
        }
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        synchronized (memory) {
            List<ClaimRequest> asked = requests.stream()
                    .map(request -> new ClaimRequest(
                            request.id(),
                            is(Break.A_GRANT_IS_NOT_REPEATED) ? Owner.nonce() : request.nonce(),
                            request.takeOver()))
                    .toList();
            for (ClaimRequest request : requests) {
                Slot slot = Slot.of(tenure, request.id());
                boolean drops =
                        is(Break.A_CLAIM_IS_GRANTED_TWICE) || (is(Break.TAKING_OVER_TAKES_ALL) && request.takeOver());
                if (drops && memory.slots.get(slot) instanceof Held.Claimed claim && claim.nonce() != request.nonce()) {
                    memory.slots.put(slot, new Held.Interrupted(memory.now()));
                }
            }
            return store.claim(believed(tenure), asked, lease);
        }
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> claims, Duration lease) {
        if (is(Break.A_LEASE_NEVER_ENDS_WHEN_RENEWED_LATE)) {
            return claims.stream().map(each -> RenewOutcome.RENEWED).toList();
        }
        return store.renew(believed(tenure), claims, lease);
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> claims) {
        store.release(believed(tenure), claims);
        if (is(Break.A_RELEASE_FORGETS_AN_INTERRUPTION)) {
            synchronized (memory) {
                memory.slots.values().removeIf(Held.Interrupted.class::isInstance);
            }
        }
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        synchronized (memory) {
            List<Completion> asked =
                    completions.stream().map(each -> asked(tenure, each)).toList();
            if (is(Break.A_REFUSED_RECORD_WRITES_ITS_RESULTS)) {
                Results results = new Results(memory);
                asked.forEach(each -> results.record(tenure, each));
            }
            List<RecordOutcome> outcomes =
                    new ArrayList<>(store.record(believed(tenure), asked, believed(tenure, checkpoint)));
            if (is(Break.THE_WATERMARK_PASSES_WHAT_IS_NOT_RECORDED)) {
                List<RecordOutcome> unused = store.record(tenure, List.of(), checkpoint);
            }
            if (is(Break.ANSWERS_ARE_SORTED)) {
                outcomes.sort((a, b) -> a.id().compareTo(b.id()));
            }
            return outcomes;
        }
    }

    private Completion asked(Tenure tenure, Completion completion) {
        Slot slot = Slot.of(tenure, completion.id());
        Held held = memory.slots.get(slot);
        if (is(Break.A_RESULT_IS_OVERWRITTEN) && held instanceof Held.Done) {
            memory.slots.remove(slot);
        }
        if (is(Break.THE_NONCE_OF_A_RESULT_IS_NOT_COMPARED) && held instanceof Held.Done done) {
            StoredResult r = completion.result();
            boolean same = done.result().nonce() == r.nonce();
            return !same
                    ? completion
                    : Completion.unclaimed(
                            completion.id(),
                            new StoredResult(
                                    r.status(),
                                    r.nonce() + 1,
                                    r.source(),
                                    r.inputDigest(),
                                    r.payload(),
                                    r.outputs(),
                                    r.node(),
                                    r.completedAt(),
                                    r.attempts(),
                                    r.detail()));
        }
        return is(Break.TOKENS_ARE_NOT_COMPARED) && held instanceof Held.Claimed claim
                ? new Completion(completion.id(), completion.result(), claim.token())
                : completion;
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        return store.find(
                tenure, is(Break.ANSWERS_ARE_SORTED) ? ids.stream().sorted().toList() : ids);
    }

    @Override
    public long purge(PurgeRequest request) {
        long purged = store.purge(request);
        if (is(Break.PURGE_IGNORES_THE_WATERMARK)) {
            synchronized (memory) {
                memory.slots
                        .values()
                        .removeIf(held -> held instanceof Held.Done
                                && Duration.between(held.changedAt(), memory.now())
                                                .compareTo(request.retention())
                                        >= 0);
            }
        }
        return purged;
    }
}
