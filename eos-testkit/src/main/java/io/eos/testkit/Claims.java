package io.eos.testkit;

import io.eos.api.MessageId;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.RenewOutcome;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.time.Instant;

/** The rules of claims, one id at a time. Whoever calls holds the memory's lock and has checked the tenure. */
final class Claims {
    private final Memory memory;

    Claims(Memory memory) {
        this.memory = memory;
    }

    ClaimOutcome claim(Tenure tenure, ClaimRequest request, Duration lease) {
        MessageId id = request.id();
        Slot slot = Slot.of(tenure, id);
        Instant now = memory.now();
        Held held = memory.slots.get(slot);
        if (held instanceof Held.Done done) {
            return new ClaimOutcome.Done(id, done.result());
        }
        if (held instanceof Held.Claimed claim) {
            if (claim.nonce() == request.nonce()) {
                memory.slots.put(slot, claim.renewed(now, lease));
                return new ClaimOutcome.Granted(id, claim.token(), claim.redelivered());
            }
            if (!claim.lapsed(now) && !mayTakeOver(tenure, request, claim)) {
                return new ClaimOutcome.Busy(id, claim.holder(), Duration.between(now, claim.until()));
            }
        }
        // Whatever is there now was ended neither by a result nor by a release: a claim, or what is remembered of one.
        boolean redelivered = held != null;
        long token = memory.nextToken();
        Held granted = new Held.Claimed(
                token,
                request.nonce(),
                tenure.node(),
                tenure.shard(),
                tenure.epoch(),
                now.plus(lease),
                redelivered,
                now);
        memory.slots.put(slot, granted);
        return new ClaimOutcome.Granted(id, token, redelivered);
    }

    private static boolean mayTakeOver(Tenure tenure, ClaimRequest request, Held.Claimed claim) {
        return request.takeOver() && claim.shard().equals(tenure.shard()) && claim.epoch() < tenure.epoch();
    }

    RenewOutcome renew(Tenure tenure, ClaimOutcome.Granted granted, Duration lease) {
        Slot slot = Slot.of(tenure, granted.id());
        if (memory.slots.get(slot) instanceof Held.Claimed claim && claim.token() == granted.token()) {
            memory.slots.put(slot, claim.renewed(memory.now(), lease));
            return RenewOutcome.RENEWED;
        }
        return RenewOutcome.LOST;
    }

    void release(Tenure tenure, ClaimOutcome.Granted granted) {
        Slot slot = Slot.of(tenure, granted.id());
        if (memory.slots.get(slot) instanceof Held.Claimed claim && claim.token() == granted.token()) {
            if (claim.redelivered()) {
                memory.slots.put(slot, new Held.Interrupted(memory.now()));
            } else {
                memory.slots.remove(slot);
            }
        }
    }
}
