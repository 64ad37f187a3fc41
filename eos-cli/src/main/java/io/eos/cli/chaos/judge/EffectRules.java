package io.eos.cli.chaos.judge;

import io.eos.cli.audit.Effect;
import io.eos.core.HandlerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must hold of effects. Stateless. */
final class EffectRules {
    /** Stores count leases in milliseconds, and round. */
    private static final long SLACK_NANOS = Duration.ofMillis(20).toNanos();

    private EffectRules() {}

    /** A sink that applies each key once has each message's effect once: one key for a message, and no key for two. */
    static void effectsAreMadeOnce(Evidence evidence, List<Violation> found) {
        if (evidence.kind() != HandlerKind.HANDLE) {
            return;
        }
        Map<String, List<Event>> keyed = Evidence.group(Sinks.of(evidence.told()).keyed().stream(), Event::id);
        evidence.messages().forEach((id, sent) -> {
            int effects = keyed.getOrDefault(id, List.of()).size();
            if (effects != (sent.poison() ? 0 : 1)) {
                found.add(new Violation(
                        effects == 0 ? Invariant.I1 : Invariant.I7,
                        id + " has " + effects + " effects where each idempotency key is applied once"));
            }
        });
        keyed.keySet().stream()
                .filter(id -> !evidence.messages().containsKey(id))
                .forEach(id -> found.add(new Violation(Invariant.I7, "an effect of " + id + ", which nobody sent")));
    }

    static void outputsAreThereOnce(Evidence evidence, List<Violation> found) {
        if (evidence.kind() == HandlerKind.HANDLE) {
            return;
        }
        Map<String, List<Effect>> outputs = Evidence.group(evidence.outputs().stream(), Effect::id);
        evidence.messages().forEach((id, sent) -> {
            int count = outputs.getOrDefault(id, List.of()).size();
            if (count != (sent.poison() ? 0 : 1)) {
                found.add(new Violation(
                        Invariant.I6,
                        id + " of partition " + sent.partition() + ", offset " + sent.offset() + " has " + count
                                + " outputs"));
            }
        });
    }

    static void deadLettersAreThereOnce(Evidence evidence, List<Violation> found) {
        Map<String, Long> published =
                evidence.deadLetters().stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        evidence.stored().stream()
                .filter(Evidence.Stored::deadLetter)
                .map(Evidence.Stored::id)
                .forEach(id -> {
                    long count = published.getOrDefault(id, 0L);
                    if (count != 1) {
                        found.add(new Violation(
                                count == 0 ? Invariant.I1 : Invariant.I6,
                                "the dead letter of " + id + " was published " + count + " times"));
                    }
                });
    }

    /** While a claim holds nobody else gets one: a lease that was neither given back nor ended by a result has run out before. */
    static void claimsExclude(Evidence evidence, List<Violation> found) {
        if (evidence.takesOver()) {
            return;
        }
        Map<String, List<Event>> renewed = evidence.byId(Event.Type.RENEWED);
        Map<String, List<Event>> released = evidence.byId(Event.Type.RELEASED);
        evidence.byId(Event.Type.CLAIMED).forEach((id, claims) -> {
            for (Event first : claims) {
                Event next = next(claims, first.token());
                if (next == null || ended(released.getOrDefault(id, List.of()), first.token())) {
                    continue;
                }
                List<Event> grants = new ArrayList<>(claims);
                grants.addAll(renewed.getOrDefault(id, List.of()));
                long runsFrom = grants.stream()
                        .filter(grant -> grant.token() == first.token() && grant.to() < next.from())
                        .mapToLong(Event::from)
                        .max()
                        .orElse(first.from());
                if (next.to() + SLACK_NANOS < runsFrom + evidence.lease().toNanos()) {
                    found.add(new Violation(
                            Invariant.I7,
                            next.worker() + " claimed " + id + " with token " + next.token() + " while "
                                    + first.worker() + " held it with token " + first.token()));
                }
            }
        });
    }

    private static boolean ended(List<Event> released, long token) {
        return released.stream().anyMatch(event -> event.token() == token);
    }

    private static @Nullable Event next(List<Event> claims, long token) {
        return claims.stream()
                .filter(claim -> claim.token() > token)
                .min((a, b) -> Long.compare(a.token(), b.token()))
                .orElse(null);
    }

    /**
     * A plain sink sees an effect twice only where the later call was told that there may have been one, or comes from a worker whose
     * claim has gone to another one, which a sink that checks tokens refuses.
     */
    static void repetitionsAreTold(Evidence evidence, List<Violation> found) {
        Set<String> told = evidence.told().stream()
                .filter(event -> event.is(Event.Type.CALLED) && event.note().equals("redelivered"))
                .map(EffectRules::call)
                .collect(Collectors.toSet());
        Map<String, List<Event>> claims = evidence.byId(Event.Type.CLAIMED);
        Map<String, Long> highest = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Event effect : Sinks.of(evidence.told()).plain()) {
            long before = highest.merge(effect.id(), effect.token(), Math::max);
            boolean repeated = !seen.add(effect.id());
            boolean zombie = effect.token() < before;
            boolean superseded = claims.getOrDefault(effect.id(), List.of()).stream()
                    .anyMatch(claim -> claim.token() > effect.token() && claim.from() < effect.to());
            if (zombie && !superseded) {
                found.add(new Violation(
                        Invariant.I7,
                        "an effect of " + effect.id() + " with token " + effect.token() + " after one with " + before
                                + ", which nobody was granted"));
            } else if (repeated && !superseded && !told.contains(call(effect))) {
                found.add(new Violation(
                        Invariant.I7,
                        effect.worker() + " repeated the effect of " + effect.id() + " with token " + effect.token()
                                + " and was not told that it may have happened"));
            }
        }
    }

    private static String call(Event event) {
        return event.worker() + " " + event.id() + " " + event.token();
    }
}
