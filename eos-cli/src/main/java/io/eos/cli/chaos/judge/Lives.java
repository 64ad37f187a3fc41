package io.eos.cli.chaos.judge;

import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What each id went through until what the store knew of it was removed, and afterwards. A duplicate that comes then is a new message, and a claim
 * that was interrupted is forgotten, as the documentation says. Only so: a message at the offset of an earlier result is no new one, nor is one whose
 * result was too young to be removed, or that nobody removed. Immutable.
 */
public final class Lives {
    private final Evidence evidence;
    private final List<Event> purges;
    private final Duration kept;
    private final Map<String, List<Life>> lives = new HashMap<>();

    /**
     * Of an id.
     *
     * @param since when the one before was removed at the earliest
     * @param recorded the result
     */
    private record Life(long since, Event recorded) {
        boolean isOf(Event other) {
            return recorded.partition() == other.partition() && recorded.offset() == other.offset();
        }

        boolean coversPlace(int partition, long offset) {
            return recorded.partition() == partition && recorded.offset() <= offset;
        }
    }

    /** @param kept how long the store keeps what it knows */
    public Lives(Evidence evidence, Duration kept) {
        this.evidence = evidence;
        this.kept = kept;
        this.purges = evidence.of(Event.Type.PURGED).toList();
        evidence.byId(Event.Type.RECORDED).forEach((id, recorded) -> lives.put(id, lives(recorded)));
    }

    private List<Life> lives(List<Event> recorded) {
        List<Life> all = new ArrayList<>();
        recorded.stream().sorted(Comparator.comparingLong(Event::from)).forEach(event -> {
            long since = all.isEmpty()
                    ? Long.MIN_VALUE
                    : removed(all.get(all.size() - 1).recorded().from());
            if (since < event.from() && all.stream().noneMatch(life -> life.isOf(event))) {
                all.add(new Life(since, event));
            }
        });
        return all;
    }

    /** When what the store knew at this time was removed at the earliest. */
    private long removed(long known) {
        long old = known + kept.toNanos();
        return purges.stream()
                .filter(purge -> purge.to() >= old)
                .mapToLong(purge -> Math.max(purge.from(), old))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** How many messages had this id, one after the other. */
    public int of(String id) {
        return lives.getOrDefault(id, List.of()).size();
    }

    /** Everything that does not hold. Tokens go on from where they were, and so do claims; all else is judged for each message. */
    public List<Violation> check() {
        List<Violation> found = new ArrayList<>();
        FencingRules.tokensIncrease(evidence, found);
        EffectRules.claimsExclude(evidence, found);
        found.addAll(Checker.check(apart()));
        return found.stream().distinct().toList();
    }

    /** The evidence with an id of its own for each of them, where what was removed is still there, and what was forgotten is not asked for. */
    private Evidence apart() {
        return evidence.with(
                evidence.sent().stream().map(this::apart).toList(),
                evidence.workers().stream().map(this::apart).toList(),
                evidence.told().stream().map(this::pardoned).map(this::apart).toList(),
                Stream.concat(evidence.stored().stream().map(this::apart), removed())
                        .toList(),
                evidence.outputs().stream().map(this::apart).toList());
    }

    private static String name(String id, int life) {
        return life == 0 ? id : id + "#" + (life + 1);
    }

    private Sent apart(Sent sent) {
        String name = name(sent.id(), at(sent.id(), sent.partition(), sent.offset()));
        return new Sent(name, sent.partition(), sent.offset(), sent.poison());
    }

    private Effect apart(Effect output) {
        String name = name(output.id(), at(output.id(), output.partition(), output.offset()));
        return new Effect(name, output.account(), output.cents(), output.worker(), output.partition(), output.offset());
    }

    private Event apart(Event event) {
        List<Life> all = lives.getOrDefault(event.id(), List.of());
        int life = all.size() - 1;
        while (life > 0 && all.get(life).since() > event.to()) {
            life--;
        }
        if (life <= 0) {
            return event;
        }
        Event renamed = event.about(name(event.id(), life), event.token());
        return event.is(Event.Type.EFFECT) ? renamed.saying(name(event.note(), life)) : renamed;
    }

    private Stored apart(Stored entry) {
        List<Life> all = lives.getOrDefault(entry.id(), List.of());
        int life = all.size() - 1;
        while (life > 0 && !all.get(life).recorded().note().equals(entry.nonce())) {
            life--;
        }
        return new Stored(name(entry.id(), Math.max(0, life)), entry.nonce(), entry.deadLetter());
    }

    /** A duplicate that was not processed belongs to the message before it. */
    private int at(String id, int partition, long offset) {
        List<Life> all = lives.getOrDefault(id, List.of());
        int life = all.size() - 1;
        while (life > 0 && !all.get(life).coversPlace(partition, offset)) {
            life--;
        }
        return Math.max(0, life);
    }

    /** Results that were acknowledged, and are not there any more. */
    private Stream<Stored> removed() {
        Map<String, List<Stored>> there = evidence.storedById();
        List<Stored> gone = new ArrayList<>();
        lives.forEach((id, all) -> {
            for (int life = 0; life < all.size(); life++) {
                String nonce = all.get(life).recorded().note();
                if (there.getOrDefault(id, List.of()).stream()
                        .noneMatch(entry -> entry.nonce().equals(nonce))) {
                    gone.add(new Stored(name(id, life), nonce, false));
                }
            }
        });
        return gone.stream();
    }

    /** A call that could not be told of the one before it, since that one's claim was removed, counts as told. */
    private Event pardoned(Event call) {
        if (!call.is(Event.Type.CALLED) || !call.note().isEmpty()) {
            return call;
        }
        List<Event> granted = evidence.workers().stream()
                .filter(event -> event.id().equals(call.id()))
                .filter(event -> event.is(Event.Type.CLAIMED) || event.is(Event.Type.RENEWED))
                .toList();
        long claimed = granted.stream()
                .filter(event -> event.token() == call.token())
                .mapToLong(Event::from)
                .min()
                .orElse(Long.MIN_VALUE);
        long before = granted.stream()
                .filter(event -> event.token() < call.token())
                .mapToLong(Event::from)
                .max()
                .orElse(Long.MAX_VALUE);
        boolean forgotten =
                before < claimed && removed(before + evidence.lease().toNanos()) < claimed;
        return forgotten ? call.saying("redelivered") : call;
    }
}
