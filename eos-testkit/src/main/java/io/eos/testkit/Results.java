package io.eos.testkit;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Completion;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules of results, one id at a time. Whoever calls holds the memory's lock and has checked tenure and checkpoint. */
final class Results {
    private final Memory memory;

    Results(Memory memory) {
        this.memory = memory;
    }

    /**
     * The stored form.
     *
     * @throws IllegalArgumentException if it is too long
     */
    static Bytes encode(Completion completion) {
        return Bytes.wrap(InMemoryResultStore.LIMITS.encode(completion.id(), completion.result()));
    }

    Optional<StoredResult> find(Tenure tenure, MessageId id) {
        return memory.slots.get(Slot.of(tenure, id)) instanceof Held.Done done
                ? Optional.of(done.result())
                : Optional.empty();
    }

    RecordOutcome record(Tenure tenure, Completion completion) {
        MessageId id = completion.id();
        Slot slot = Slot.of(tenure, id);
        Held held = memory.slots.get(slot);
        if (held instanceof Held.Done done) {
            return outcome(completion, done.result());
        }
        if (presentToken(held) != completion.token()) {
            return new RecordOutcome.ClaimLost(id, presentToken(held));
        }
        put(slot, completion, completion.token());
        return new RecordOutcome.Recorded(id);
    }

    RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter) {
        Slot slot = Slot.of(tenure, deadLetter.id());
        Held held = memory.slots.get(slot);
        if (!(held instanceof Held.Done done)) {
            return new RecordOutcome.ClaimLost(deadLetter.id(), presentToken(held));
        }
        if (done.result().nonce() != expectedNonce) {
            return outcome(deadLetter, done.result());
        }
        put(slot, deadLetter, done.token());
        return new RecordOutcome.Recorded(deadLetter.id());
    }

    /** What becomes of a transaction of whose results some are there: a conflict, or, if all are with these very nonces, the same transaction again. */
    Optional<TransactionOutcome> decidedBefore(Tenure tenure, Commit commit) {
        Map<MessageId, StoredResult> existing = new TreeMap<>();
        boolean own = true;
        for (Completion completion : commit.completions()) {
            Optional<StoredResult> there = find(tenure, completion.id());
            there.ifPresent(result -> existing.put(completion.id(), result));
            own &= there.isPresent()
                    && there.get().nonce() == completion.result().nonce();
        }
        if (existing.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(own ? new TransactionOutcome.Committed() : new TransactionOutcome.Conflict(existing));
    }

    void insert(Tenure tenure, Commit commit) {
        commit.completions()
                .forEach(completion -> put(Slot.of(tenure, completion.id()), completion, Completion.UNCLAIMED));
    }

    List<Slot> purgeable(PurgeRequest request) {
        return memory.slots.entrySet().stream()
                .filter(entry -> entry.getKey().processor().equals(request.processor()))
                .filter(entry -> isPurgeable(request, entry.getValue()))
                .sorted(Comparator.comparing(entry -> entry.getValue().changedAt()))
                .limit(request.limit())
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isPurgeable(PurgeRequest request, Held held) {
        Instant since = held instanceof Held.Claimed claim ? claim.until() : held.changedAt();
        boolean old = Duration.between(since, memory.now()).compareTo(request.retention()) >= 0;
        return old && !(held instanceof Held.Done done && mayComeBack(request.processor(), done.result()));
    }

    /** Whether the result's own source lies at or above its shard's watermark, so that a redelivery still needs the result. */
    private boolean mayComeBack(String processor, StoredResult result) {
        Shard shard =
                new Shard(processor, result.source().topicId(), result.source().partition());
        Memory.Owned owned = memory.shard(shard);
        return owned == null || result.source().offset() >= owned.checkpoint().watermark();
    }

    private void put(Slot slot, Completion completion, long token) {
        memory.slots.put(slot, new Held.Done(encode(completion), token, memory.now()));
    }

    private static RecordOutcome outcome(Completion completion, StoredResult there) {
        return there.nonce() == completion.result().nonce()
                ? new RecordOutcome.Recorded(completion.id())
                : new RecordOutcome.Superseded(completion.id(), there);
    }

    private static long presentToken(@Nullable Held held) {
        return held instanceof Held.Claimed claim ? claim.token() : Completion.UNCLAIMED;
    }
}
