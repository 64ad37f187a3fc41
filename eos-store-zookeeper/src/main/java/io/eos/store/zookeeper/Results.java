package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RecordOutcome.ClaimLost;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.RecordOutcome.Superseded;
import io.eos.spi.Tenure;
import io.eos.store.zookeeper.Shards.CheckpointState;
import io.eos.store.zookeeper.Shards.LastCheckpoint;
import io.eos.store.zookeeper.Shards.Look;
import io.eos.store.zookeeper.Slot.Claimed;
import io.eos.store.zookeeper.Slot.Done;
import io.eos.store.zookeeper.Slots.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts results if absent, together with the checkpoint, and finds them. Thread-safe.
 *
 * <p>A batch is one {@code multi}, unless it has more bytes than one takes. Then it is written in parts, each under the tenure's check and with a
 * checkpoint of its own: that keeps the watermark where it was, and names as pending what of the batch is written so far. The last
 * part brings the checkpoint that was asked for. Where a tenure ends in between, the parts that were written under it stay, and the caller is told that the outcome is unknown.
 */
final class Results {
    private final Client client;
    private final Shards shards;
    private final Slots slots;

    Results(Client client, Shards shards, Slots slots) {
        this.client = client;
        this.shards = shards;
        this.slots = slots;
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
    }

    /** What is written for an id. */
    private record Planned(MessageId id, Write write) {}

    List<RecordOutcome> record(
            Call call, LastCheckpoint cached, Tenure tenure, List<Encoded> completions, Checkpoint checkpoint) {
        List<MessageId> ids = completions.stream().map(Encoded::id).toList();
        // What nobody has claimed is supposed to be absent.
        boolean blind = call.first()
                && completions.stream().allMatch(each -> each.completion().token() == Completion.UNCLAIMED);
        Look look = shards.guard(call, cached, tenure, checkpoint, blind ? List.of() : slots.paths(tenure, ids));
        Map<MessageId, RecordOutcome> outcomes = new HashMap<>();
        List<Planned> planned = new ArrayList<>();
        if (blind) {
            completions.forEach(each -> planned.add(put(tenure, each, Slot.NO_NODE)));
        } else {
            Map<MessageId, Slot> there = Slots.slots(ids, look.also());
            for (Encoded each : completions) {
                Slot slot = Slots.of(there, each.id());
                RecordOutcome decided = decided(each.completion(), slot);
                if (decided == null) {
                    planned.add(put(tenure, each, slot.version()));
                } else {
                    outcomes.put(each.id(), decided);
                }
            }
        }
        write(call, cached, look.state(), planned, checkpoint);
        return completions.stream()
                .map(each -> outcomes.getOrDefault(each.id(), new Recorded(each.id())))
                .toList();
    }

    private Planned put(Tenure tenure, Encoded completion, int version) {
        return new Planned(completion.id(), slots.write(tenure, completion.id(), version, completion.data()));
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
            Call call, LastCheckpoint cached, CheckpointState before, List<Planned> planned, Checkpoint checkpoint) {
        List<List<Write>> parts =
                Limits.parts(planned.stream().map(Planned::write).toList());
        Set<MessageId> toCome = new HashSet<>();
        planned.forEach(each -> toCome.add(each.id()));
        CheckpointState state = before;
        int written = 0;
        for (int i = 0; i < parts.size(); i++) {
            List<Write> part = parts.get(i);
            planned.subList(written, written + part.size()).forEach(each -> toCome.remove(each.id()));
            written += part.size();
            boolean last = i == parts.size() - 1;
            if (i > 0) {
                call.setMayHaveHappened();
            }
            state = writePart(call, cached, state, part, last ? checkpoint : onTheWay(state, checkpoint, toCome));
        }
    }

    private CheckpointState writePart(
            Call call, LastCheckpoint cached, CheckpointState state, List<Write> part, Checkpoint checkpoint) {
        MultiOutcome outcome = client.multi(call, Slots.operations(shards.checkpoint(state, checkpoint), part));
        if (!outcome.done()) {
            throw shards.refused(call, state.tenure(), outcome);
        }
        return Shards.written(cached, state, checkpoint, outcome);
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
        Look look = shards.guard(call, cached, tenure, checkpoint, slots.paths(tenure, List.of(id)));
        Slot slot = Slot.read(look.also().get(0));
        List<Planned> planned = new ArrayList<>();
        RecordOutcome outcome;
        if (!(slot instanceof Done done)) {
            outcome = new ClaimLost(id, presentToken(slot));
        } else if (done.result().nonce() == expectedNonce) {
            byte[] data = Slot.done(done.token(), deadLetter.result().unsafeArray());
            planned.add(new Planned(id, slots.write(tenure, id, done.version(), data)));
            outcome = new Recorded(id);
        } else {
            outcome = against(deadLetter.completion(), done.result());
        }
        write(call, cached, look.state(), planned, checkpoint);
        return outcome;
    }

    List<Optional<StoredResult>> find(Call call, Tenure tenure, List<MessageId> ids) {
        Map<MessageId, Slot> there = slots.read(call, tenure, ids);
        return ids.stream()
                .map(id -> Slots.of(there, id) instanceof Done done
                        ? Optional.of(done.result())
                        : Optional.<StoredResult>empty())
                .toList();
    }
}
