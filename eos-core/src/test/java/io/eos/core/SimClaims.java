package io.eos.core;

import io.eos.core.SimMonitor.Slot;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Watches the claims that the store grants, and under which of them handlers are called and results recorded. */
final class SimClaims {
    private final SimScheduler time;
    private final Predicate<Slot> done;
    private final Consumer<String> violated;
    private final Map<Slot, Grant> grants = new HashMap<>();
    private final Set<Slot> lapsed = new HashSet<>();

    /** The claim on an id that counts. */
    private static final class Grant {
        final long token;
        /** When it was asked for last, of what reached the store. */
        long asked;

        long until;
        boolean released;

        Grant(long token, long asked, long until) {
            this.token = token;
            this.asked = asked;
            this.until = until;
        }
    }

    /**
     * Watches.
     *
     * @param done whether there is a result
     */
    SimClaims(SimScheduler time, Predicate<Slot> done, Consumer<String> violated) {
        this.time = time;
        this.done = done;
        this.violated = violated;
    }

    /**
     * A claim was granted.
     *
     * @param sent when it was asked for; a request that comes late can be older than what its sender did since
     */
    void granted(Slot slot, long token, Duration lease, long sent) {
        long until = time.now() + lease.toNanos();
        Grant before = grants.get(slot);
        if (before != null && before.token == token) {
            before.until = until;
            before.asked = Math.max(before.asked, sent);
            return;
        }
        if (before != null && before.token > token) {
            violated.accept("I3: token " + token + " of " + slot + " after " + before.token);
        }
        if (before != null && !before.released && before.until > time.now() && !done.test(slot)) {
            violated.accept("I7: " + slot + " is claimed while another claim on it holds");
        }
        grants.put(slot, new Grant(token, sent, until));
    }

    void renewed(Slot slot, Duration lease) {
        Grant grant = grants.get(slot);
        if (grant != null) {
            grant.until = time.now() + lease.toNanos();
        }
    }

    /**
     * A claim was given back.
     *
     * @param sent when its holder did so
     */
    void released(Slot slot, long token, long sent) {
        Grant grant = grants.get(slot);
        if (grant != null && grant.token == token && !done.test(slot)) {
            grant.released = true;
            if (grant.asked > sent) {
                violated.accept("I7: a release of " + slot + " that came late ended a newer claim");
            }
        }
    }

    /** A handler is called under a claim. */
    void called(Slot slot, long token, String who) {
        Grant grant = grants.get(slot);
        if (grant != null && grant.token == token && grant.released) {
            violated.accept("I7: " + who + " handles " + slot + " under token " + token + ", which was given back");
        }
    }

    /** A result was accepted, under a token or, with 0, under none. */
    void settled(Slot slot, long token) {
        Grant grant = grants.get(slot);
        if (token != 0 && grant != null && grant.token != token) {
            violated.accept(
                    "I4: a result of " + slot + " under token " + token + " was accepted after token " + grant.token);
        }
    }

    /** Whether a claim is the one that counts. */
    boolean isCurrent(Slot slot, long token) {
        Grant grant = grants.get(slot);
        return grant != null && grant.token == token;
    }

    /** Retention passed: what ran out before it may be forgotten. */
    void forget(Duration retention) {
        grants.forEach((slot, grant) -> {
            if (!done.test(slot) && grant.until < time.now() - retention.toNanos()) {
                lapsed.add(slot);
            }
        });
    }

    boolean isForgotten(Slot slot) {
        return lapsed.contains(slot);
    }
}
