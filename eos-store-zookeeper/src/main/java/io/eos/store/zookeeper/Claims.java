package io.eos.store.zookeeper;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimOutcome.Granted;
import io.eos.spi.ClaimRequest;
import io.eos.spi.RenewOutcome;
import io.eos.spi.Tenure;
import io.eos.store.zookeeper.Segment.Found;
import io.eos.store.zookeeper.Slot.Absent;
import io.eos.store.zookeeper.Slot.Claimed;
import io.eos.store.zookeeper.Slot.Done;
import io.eos.store.zookeeper.Slots.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.Op;

/**
 * Grants, renews and takes back claims, each batch in one {@code multi}. Thread-safe.
 *
 * <p>The {@code multi} of a claim also writes the clock's znode: what that says of the write is when the leases begin, and the number of the
 * transaction, which is the token. A batch of ids that nobody has heard of takes one round trip; only where something is there
 * already it is looked at. A shard whose first claim it is has its results in znodes from then on, as claims are ({@link Form#BOTH}).
 */
final class Claims {
    private static final byte[] NO_DATA = {};
    private static final int STAMP = 1;

    private final Client client;
    private final Layout layout;
    private final Shards shards;
    private final Slots slots;
    private final Segments segments;

    Claims(Client client, Layout layout, Shards shards, Slots slots, Segments segments) {
        this.client = client;
        this.layout = layout;
        this.shards = shards;
        this.slots = slots;
        this.segments = segments;
    }

    List<ClaimOutcome> claim(Call call, Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        List<MessageId> ids = requests.stream().map(ClaimRequest::id).toList();
        Map<MessageId, ClaimOutcome> outcomes = new HashMap<>();
        recorded(call, tenure, ids)
                .forEach((id, found) ->
                        outcomes.put(id, new ClaimOutcome.Done(id, found.slot().result())));
        Map<MessageId, Boolean> granted = new HashMap<>();
        List<Write> writes = new ArrayList<>();
        if (call.first()) {
            for (ClaimRequest request : requests) {
                if (!outcomes.containsKey(request.id())) {
                    granted.put(request.id(), false);
                    writes.add(grant(tenure, request, Slot.NO_NODE, lease, false));
                }
            }
        } else {
            Client.Reading reading = client.readAt(call, layout.clock(), slots.paths(tenure, ids));
            Map<MessageId, Slot> there = Slots.slots(ids, reading.nodes());
            for (ClaimRequest request : requests) {
                Slot slot = Slots.of(there, request.id());
                if (outcomes.containsKey(request.id())) {
                    continue;
                }
                if (slot instanceof Done done) {
                    outcomes.put(request.id(), new ClaimOutcome.Done(request.id(), done.result()));
                } else if (slot instanceof Claimed claim && claim.nonce() == request.nonce()) {
                    outcomes.put(request.id(), new Granted(request.id(), claim.token(), claim.redelivered()));
                    writes.add(slots.write(tenure, request.id(), claim.version(), claim.renewed(lease)));
                } else if (slot instanceof Claimed claim && isBusy(tenure, request, claim, reading.now())) {
                    outcomes.put(request.id(), busy(request.id(), claim, reading.now()));
                } else {
                    boolean redelivered = !(slot instanceof Absent absent) || absent.interrupted();
                    granted.put(request.id(), redelivered);
                    writes.add(grant(tenure, request, slot.version(), lease, redelivered));
                }
            }
        }
        long token = write(call, tenure, writes);
        granted.forEach((id, redelivered) -> outcomes.put(id, new Granted(id, token, redelivered)));
        return ids.stream().map(id -> Slots.of(outcomes, id)).toList();
    }

    /** What is in segments. */
    private Map<MessageId, Found> recorded(Call call, Tenure tenure, List<MessageId> ids) {
        return tenure.scope() == Scope.PROCESSOR
                ? Map.of()
                : segments.stored(call, segments.withZnodes(call, tenure), ids);
    }

    private Write grant(Tenure tenure, ClaimRequest request, int version, Duration lease, boolean redelivered) {
        return slots.write(tenure, request.id(), version, Slot.claim(tenure, request.nonce(), lease, redelivered));
    }

    private static boolean isBusy(Tenure tenure, ClaimRequest request, Claimed claim, Instant now) {
        return !claim.lapsed(now) && !(request.takeOver() && claim.ofOlderEpoch(tenure));
    }

    /** A claim that was made after the time was told has all of its lease left. */
    private static ClaimOutcome busy(MessageId id, Claimed claim, Instant now) {
        Duration left = Duration.between(now, claim.until());
        return new ClaimOutcome.Busy(id, claim.holder(), left.compareTo(claim.lease()) > 0 ? claim.lease() : left);
    }

    /** The number of the transaction. */
    private long write(Call call, Tenure tenure, List<Write> writes) {
        List<Op> first = List.of(shards.fence(tenure), Op.setData(layout.clock(), NO_DATA, -1));
        MultiOutcome outcome = client.multi(call, Slots.operations(first, writes));
        if (!outcome.done()) {
            throw shards.refused(call, tenure, outcome);
        }
        return outcome.stat(STAMP).getMzxid();
    }

    List<RenewOutcome> renew(Call call, Tenure tenure, List<Granted> claims, Duration lease) {
        Map<MessageId, Slot> there = read(call, tenure, claims);
        List<Write> writes = new ArrayList<>();
        List<RenewOutcome> outcomes = new ArrayList<>();
        for (Granted granted : claims) {
            Slot slot = Slots.of(there, granted.id());
            if (slot instanceof Claimed claim && claim.token() == granted.token()) {
                writes.add(slots.write(tenure, granted.id(), claim.version(), claim.renewed(lease)));
                outcomes.add(RenewOutcome.RENEWED);
            } else {
                outcomes.add(RenewOutcome.LOST);
            }
        }
        write(call, tenure, writes);
        return outcomes;
    }

    void release(Call call, Tenure tenure, List<Granted> claims) {
        Map<MessageId, Slot> there = read(call, tenure, claims);
        List<Write> writes = new ArrayList<>();
        for (Granted granted : claims) {
            if (Slots.of(there, granted.id()) instanceof Claimed claim && claim.token() == granted.token()) {
                byte[] left = Slot.released(claim.redelivered());
                writes.add(slots.write(tenure, granted.id(), claim.version(), left));
            }
        }
        write(call, tenure, writes);
    }

    private Map<MessageId, Slot> read(Call call, Tenure tenure, List<Granted> claims) {
        return slots.read(call, tenure, claims.stream().map(Granted::id).toList());
    }
}
