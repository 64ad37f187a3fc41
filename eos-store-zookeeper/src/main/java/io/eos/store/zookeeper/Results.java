package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.ClaimLost;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import io.eos.spi.Tenure;
import io.eos.store.zookeeper.ResultWrites.Target;
import io.eos.store.zookeeper.Segment.Found;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import io.eos.store.zookeeper.Shards.LastCheckpoint;
import io.eos.store.zookeeper.Shards.Look;
import io.eos.store.zookeeper.Slot.Claimed;
import io.eos.store.zookeeper.Slot.Done;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * Puts results if absent, together with the checkpoint, and finds them. Thread-safe.
 *
 * <p>Where results are in segments, what is not in the shard's index is absent, and a batch goes into a few znodes ({@link Segments}); where each id has a znode,
 * what nobody has claimed is supposed to be absent, and the write itself finds out.
 *
 * <p>A batch is one {@code multi}, unless it has more bytes than one takes. Then it is written in parts, each under the tenure's check and with a
 * checkpoint of its own: that keeps the watermark where it was, and names as pending what of the batch is written so far. The last
 * part brings the checkpoint that was asked for. Where a tenure ends in between, the parts that were written under it stay, and the caller is told that the outcome is unknown.
 */
final class Results {
    private final Shards shards;
    private final Slots slots;
    private final Segments segments;
    private final ResultWrites writes;

    Results(Shards shards, Slots slots, Segments segments, ResultWrites writes) {
        this.shards = shards;
        this.slots = slots;
        this.segments = segments;
        this.writes = writes;
    }

    /** A completion with the stored form of its result. */
    record Encoded(Completion completion, Bytes result) {
        static Encoded of(Completion completion) {
            return new Encoded(completion, Bytes.wrap(Limits.STORE.encode(completion.id(), completion.result())));
        }

        MessageId id() {
            return completion.id();
        }

        byte[] data() {
            return Slot.done(completion.token(), result.unsafeArray());
        }

        int dataBytes() {
            return Slot.DONE_BYTES + result.size();
        }

        Entry entry() {
            return new Entry(id(), completion.token(), 0, result);
        }

        /** In the place of what was recorded under this token. */
        Encoded under(long token) {
            return new Encoded(new Completion(id(), completion.result(), token), result);
        }
    }

    List<RecordOutcome> record(
            Call call, LastCheckpoint cached, Tenure tenure, List<Encoded> completions, Checkpoint checkpoint) {
        List<MessageId> ids = completions.stream().map(Encoded::id).toList();
        Form form = segments.form(call, tenure);
        // What nobody has claimed is supposed to be absent.
        boolean blind = !form.hasZnodes()
                || (call.first()
                        && completions.stream()
                                .allMatch(each -> each.completion().token() == Completion.UNCLAIMED));
        Look look = shards.guard(call, cached, tenure, checkpoint, blind ? List.of() : slots.paths(tenure, ids));
        ShardIndex index = segments.at(call, look.state(), form);
        Map<MessageId, Slot> there = blind ? new HashMap<>() : Slots.slots(ids, look.also());
        segments.stored(call, index, ids).forEach((id, found) -> there.put(id, found.slot()));
        Map<MessageId, RecordOutcome> outcomes = new HashMap<>();
        List<Encoded> toWrite = new ArrayList<>();
        for (Encoded each : completions) {
            RecordOutcome decided = decided(each.completion(), there.getOrDefault(each.id(), Slot.NOWHERE));
            if (decided == null) {
                toWrite.add(each);
            } else {
                outcomes.put(each.id(), decided);
            }
        }
        Checkpoint next = RecordOutcome.allRecorded(outcomes.values())
                ? checkpoint
                : look.state().held(checkpoint);
        write(call, cached, writes.of(call, index, look.state(), toWrite.size()), toWrite, there, next);
        return completions.stream()
                .map(each -> outcomes.getOrDefault(each.id(), new Recorded(each.id())))
                .toList();
    }

    /** What it comes to without being written, or null if it is to be written. */
    private static @Nullable RecordOutcome decided(Completion completion, Slot slot) {
        if (slot instanceof Done done) {
            return against(completion, done.result());
        }
        long present = presentToken(slot);
        return present == completion.token() ? null : new ClaimLost(completion.id(), present);
    }

    private static RecordOutcome against(Completion completion, StoredResult there) {
        return there.nonce() == completion.result().nonce()
                ? new Recorded(completion.id())
                : new Superseded(completion.id(), there);
    }

    private static long presentToken(Slot slot) {
        return slot instanceof Claimed claim ? claim.token() : Completion.UNCLAIMED;
    }

    private void write(
            Call call,
            LastCheckpoint cached,
            Target target,
            List<Encoded> toWrite,
            Map<MessageId, Slot> there,
            Checkpoint checkpoint) {
        List<List<Encoded>> parts = target.parts(toWrite);
        Set<MessageId> toCome = new HashSet<>();
        if (parts.size() > 1) {
            toWrite.forEach(each -> toCome.add(each.id()));
        }
        for (int i = 0; i < parts.size(); i++) {
            List<Encoded> part = parts.get(i);
            part.forEach(each -> toCome.remove(each.id()));
            boolean last = i == parts.size() - 1;
            if (i > 0) {
                call.setMayHaveHappened();
            }
            Checkpoint next = last ? checkpoint : onTheWay(target.state(), checkpoint, toCome);
            write(call, cached, target, next, () -> target.put(part, there));
        }
    }

    private void write(
            Call call, LastCheckpoint cached, Target target, Checkpoint checkpoint, Supplier<List<Op>> results) {
        MultiOutcome outcome = target.write(call, cached, checkpoint, results, List.of());
        if (!outcome.done()) {
            throw shards.refused(call, target.state().tenure(), outcome);
        }
    }

    /** What stands between two parts. */
    private static Checkpoint onTheWay(CheckpointState state, Checkpoint checkpoint, Set<MessageId> toCome) {
        List<Pending> pending = checkpoint.pending().stream()
                .filter(each -> !toCome.contains(each.id()))
                .toList();
        return new Checkpoint(
                checkpoint.sequence(), state.watermark(), state.watermark(), state.leaderEpoch(), pending);
    }

    RecordOutcome replace(
            Call call,
            LastCheckpoint cached,
            Tenure tenure,
            long expectedNonce,
            Encoded deadLetter,
            Checkpoint checkpoint) {
        MessageId id = deadLetter.id();
        List<MessageId> ids = List.of(id);
        Form form = segments.form(call, tenure);
        Look look =
                shards.guard(call, cached, tenure, checkpoint, form.hasZnodes() ? slots.paths(tenure, ids) : List.of());
        ShardIndex index = segments.at(call, look.state(), form);
        Slot own = form.hasZnodes() ? Slot.read(look.also().get(0)) : Slot.NOWHERE;
        Found found = segments.stored(call, index, ids).get(id);
        Slot slot = found != null ? found.slot() : own;
        Encoded replacing = slot instanceof Done done && done.result().nonce() == expectedNonce
                ? deadLetter.under(done.token())
                : null;
        boolean leaves = replacing != null && found != null && found.segment().isTooLongWith(replacing.entry());
        Target target = writes.of(call, index, look.state(), leaves ? 1 : 0);
        RecordOutcome outcome = replacing != null ? new Recorded(id) : unreplaced(deadLetter.completion(), slot);
        index.leaveSegment();
        write(
                call,
                cached,
                target,
                outcome instanceof Recorded ? checkpoint : look.state().held(checkpoint),
                () -> replacing == null ? List.of() : replacement(target, own, found, leaves, replacing));
        return outcome;
    }

    private static RecordOutcome unreplaced(Completion deadLetter, Slot slot) {
        return slot instanceof Done done
                ? against(deadLetter, done.result())
                : new ClaimLost(deadLetter.id(), presentToken(slot));
    }

    /** In the place of what is replaced, unless it would be too long for its segment: then it goes where a new result would. */
    private static List<Op> replacement(
            Target target, Slot own, @Nullable Found found, boolean leaves, Encoded replacing) {
        MessageId id = replacing.id();
        if (found != null && !leaves) {
            return List.of(found.segment().with(id, replacing.entry()));
        }
        List<Op> operations = new ArrayList<>();
        if (found != null) {
            operations.add(found.segment().with(id, null));
        }
        operations.addAll(target.put(List.of(replacing), Map.of(id, own)));
        return operations;
    }

    List<Optional<StoredResult>> find(Call call, Tenure tenure, List<MessageId> ids) {
        Map<MessageId, Slot> there = tenure.scope() == Scope.PROCESSOR
                ? slots.read(call, tenure, ids)
                : segments.current(call, slots, tenure, ids);
        return ids.stream()
                .map(id -> there.get(id) instanceof Done done
                        ? Optional.of(done.result())
                        : Optional.<StoredResult>empty())
                .toList();
    }
}
