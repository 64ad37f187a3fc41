package io.eos.testkit;

import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Tenure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a store has for a few ids while no lease runs out: who owns which shard, and what is claimed and recorded. Each method says what a call does
 * in this state, given its answer; null is an answer that nobody got. Immutable.
 *
 * @param epochs of the present tenures, by partition
 * @param ids what is there; one that is not is absent
 */
record ModelState(Map<Integer, Epoch> epochs, Map<MessageId, Id> ids) {
    /** A tenure that nobody was told of. */
    private static final long UNTOLD = -1;

    private static final Id ABSENT = new Id(Kind.ABSENT, 0, 0, 0);

    /** Number and nonce of a tenure. */
    record Epoch(long number, long nonce) {}

    private enum Kind {
        ABSENT,
        CLAIMED,
        DONE
    }

    /**
     * @param nonce of the claim, or of the result
     * @param token of the claim, {@link #UNTOLD} if nobody was told
     * @param lastToken the greatest that was told so far
     */
    record Id(Kind kind, long nonce, long token, long lastToken) {}

    static ModelState empty() {
        return new ModelState(Map.of(), Map.of());
    }

    boolean owns(Tenure tenure) {
        return new Epoch(tenure.epoch(), tenure.nonce()).equals(epochs.get(partition(tenure)));
    }

    private static int partition(Tenure tenure) {
        return tenure.shard().partition();
    }

    private Id at(MessageId id) {
        return ids.getOrDefault(id, ABSENT);
    }

    private ModelState with(MessageId id, Kind kind, long nonce, long token) {
        long last = Math.max(at(id).lastToken(), token);
        Map<MessageId, Id> changed = new HashMap<>(ids);
        changed.put(id, new Id(kind, nonce, token, last));
        return new ModelState(epochs, changed);
    }

    /** @param answer the tenure that began */
    Optional<ModelState> acquire(int partition, @Nullable Tenure answer) {
        Epoch before = epochs.getOrDefault(partition, new Epoch(0, 0));
        Epoch next =
                answer == null ? new Epoch(before.number() + 1, UNTOLD) : new Epoch(answer.epoch(), answer.nonce());
        if (next.number() <= before.number()) {
            return Optional.empty();
        }
        Map<Integer, Epoch> changed = new HashMap<>(epochs);
        changed.put(partition, next);
        return Optional.of(new ModelState(changed, ids));
    }

    Optional<ModelState> claim(ClaimRequest request, @Nullable ClaimOutcome answer) {
        Id there = at(request.id());
        boolean mine = there.kind() == Kind.CLAIMED && there.nonce() == request.nonce();
        boolean free = there.kind() == Kind.ABSENT;
        if (answer instanceof ClaimOutcome.Granted granted) {
            boolean told = mine && there.token() != UNTOLD;
            boolean right = told ? granted.token() == there.token() : granted.token() > there.lastToken();
            return (mine || free) && right
                    ? Optional.of(with(request.id(), Kind.CLAIMED, request.nonce(), granted.token()))
                    : Optional.empty();
        }
        if (answer instanceof ClaimOutcome.Busy) {
            return there.kind() == Kind.CLAIMED && !mine ? Optional.of(this) : Optional.empty();
        }
        if (answer instanceof ClaimOutcome.Done done) {
            return isResult(there, done.result()) ? Optional.of(this) : Optional.empty();
        }
        return Optional.of(free ? with(request.id(), Kind.CLAIMED, request.nonce(), UNTOLD) : this);
    }

    Optional<ModelState> record(Completion completion, @Nullable RecordOutcome answer) {
        Id there = at(completion.id());
        long nonce = completion.result().nonce();
        boolean done = there.kind() == Kind.DONE;
        long token = there.kind() == Kind.CLAIMED ? there.token() : Completion.UNCLAIMED;
        boolean writes = !done && token == completion.token();
        boolean right;
        if (answer instanceof RecordOutcome.Superseded superseded) {
            right = isResult(there, superseded.by()) && there.nonce() != nonce;
        } else if (answer instanceof RecordOutcome.ClaimLost lost) {
            right = !done && !writes && (token == UNTOLD || token == lost.token());
        } else {
            right = answer == null || writes || (done && there.nonce() == nonce);
        }
        if (!right) {
            return Optional.empty();
        }
        return Optional.of(writes ? with(completion.id(), Kind.DONE, nonce, 0) : this);
    }

    Optional<ModelState> release(ClaimOutcome.Granted granted) {
        Id there = at(granted.id());
        boolean releases = there.kind() == Kind.CLAIMED && there.token() == granted.token();
        return Optional.of(releases ? with(granted.id(), Kind.ABSENT, 0, 0) : this);
    }

    Optional<ModelState> find(MessageId id, Optional<StoredResult> answer) {
        Id there = at(id);
        boolean right = answer.map(result -> isResult(there, result)).orElse(there.kind() != Kind.DONE);
        return right ? Optional.of(this) : Optional.empty();
    }

    private static boolean isResult(Id there, StoredResult result) {
        return there.kind() == Kind.DONE && there.nonce() == result.nonce();
    }
}
