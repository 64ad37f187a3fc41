package io.eos.store.cassandra;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import io.eos.store.cassandra.Rule.Moment;
import io.eos.store.cassandra.Rule.Step;
import io.eos.store.cassandra.Slots.Snapshot;
import io.eos.store.cassandra.Slots.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Changes the rows of a batch under a tenure, and writes the checkpoint with them. Thread-safe.
 *
 * <p>Round by round: read what is there (in the first round it is guessed where writes check the tenure themselves), decide, write on the condition that it is
 * still so; what was refused, or not answered, goes into the next round.
 */
final class Changes {
    private final Slots shardSlots;
    private final Slots processorSlots;
    private final Calls calls;
    /** One for each shard that this store worked on. */
    private final Map<Shard, Lock> locks = new ConcurrentHashMap<>();

    Changes(Slots shardSlots, Slots processorSlots, Calls calls) {
        this.shardSlots = shardSlots;
        this.processorSlots = processorSlots;
        this.calls = calls;
    }

    Slots slots(Scope scope) {
        return switch (scope) {
            case SHARD -> shardSlots;
            case PROCESSOR -> processorSlots;
        };
    }

    /**
     * Changes rows.
     *
     * @return what became of each request, in their order
     * @throws io.eos.api.FencedException if the tenure is not the present one, or the checkpoint's conditions do not hold; then the
     *     checkpoint was not written, but results of the call may be
     */
    <Q, O> List<O> apply(
            String operation, Tenure tenure, List<Q> requests, Rule<Q, O> rule, @Nullable Checkpoint checkpoint) {
        if (tenure.scope() != Scope.SHARD || !rule.guesses()) {
            // Renewals never wait for a record, whose answer can take longer than a lease.
            return rounds(operation, tenure, requests, rule, checkpoint);
        }
        // Batches of one partition would only refuse each other.
        Lock lock = locks.computeIfAbsent(tenure.shard(), shard -> new ReentrantLock());
        lock.lock();
        try {
            return rounds(operation, tenure, requests, rule, checkpoint);
        } finally {
            lock.unlock();
        }
    }

    private <Q, O> List<O> rounds(
            String operation, Tenure tenure, List<Q> requests, Rule<Q, O> rule, @Nullable Checkpoint checkpoint) {
        Slots slots = slots(tenure.scope());
        Attempts attempts = new Attempts(operation, calls.address());
        Map<MessageId, O> outcomes = new HashMap<>();
        List<Q> open = requests;
        boolean readsFirst = slots.readsFirst() || !rule.guesses() || (checkpoint == null && requests.isEmpty());
        for (boolean first = true; ; first = false) {
            boolean guessed = first && rule.guesses();
            List<MessageId> ids = guessed ? List.of() : ids(open, rule);
            Snapshot snapshot = first && !readsFirst
                    ? Snapshot.NONE
                    : attempts.run(() -> checked(slots.read(operation, tenure, ids), operation, tenure, checkpoint));
            Moment moment = new Moment(snapshot.now(), () -> slots.freshToken(tenure, snapshot.now()));
            List<RowWrite> writes = new ArrayList<>();
            for (Q request : open) {
                IdRow present = guessed ? rule.guess(request) : snapshot.rows().get(rule.id(request));
                Step<O> step = rule.decide(request, present, moment);
                outcomes.put(rule.id(request), step.outcome());
                if (step.write() != null) {
                    writes.add(step.write());
                }
            }
            Head head = snapshot.head();
            if (checkpoint != null && !writes.isEmpty()) {
                Calls.Applied announced = attempts.run(() -> slots.announce(operation, tenure, head, checkpoint));
                if (announced != Calls.Applied.YES) {
                    attempts.again(announced);
                    continue;
                }
            }
            boolean advances = outcomes.values().stream().noneMatch(rule::holds);
            Written written = attempts.run(() -> slots.write(operation, tenure, writes, checkpoint, advances));
            if (written.complete()) {
                return ids(requests, rule).stream().map(id -> of(outcomes, id)).toList();
            }
            if (written.happened()) {
                attempts.happened();
            }
            attempts.again(written.unanswered() ? Calls.Applied.UNKNOWN : Calls.Applied.REFUSED);
            open = open.stream()
                    .filter(request -> written.open().contains(rule.id(request)))
                    .toList();
        }
    }

    private static Snapshot checked(
            Snapshot snapshot, String operation, Tenure tenure, @Nullable Checkpoint checkpoint) {
        Head.check(snapshot.head(), tenure, checkpoint, operation);
        return snapshot;
    }

    private static <Q> List<MessageId> ids(List<Q> requests, Rule<Q, ?> rule) {
        return requests.stream().map(rule::id).toList();
    }

    private static <O> O of(Map<MessageId, O> outcomes, MessageId id) {
        O outcome = outcomes.get(id);
        if (outcome == null) {
            throw new IllegalStateException("no outcome for id " + id);
        }
        return outcome;
    }
}
