package io.eos.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be published, each lane's units in the order of their offsets, and how much of it goes into one transaction: less after
 * one that failed, more after one that did not. While a lane is suspected of spoiling transactions, each lane gets its own, and the suspect
 * the last one. Poll thread only.
 */
final class PublishQueue {
    /** A round is never larger than this, so that an abort never costs much. */
    private static final int MOST_MESSAGES = 50_000;

    /** The same where a node may hold less: half of it, so that the other half is processed meanwhile. */
    private final int most;

    /** So much need not wait for more, or lanes would stand still for want of room. */
    private final long muchBytes;

    private final List<PublishUnit> waiting = new ArrayList<>();
    private int limit;
    private @Nullable ShardLane suspect;
    private int roundsWithoutSuspect;

    /**
     * Nothing waits yet.
     *
     * @param maxBuffered how many messages the node may hold that are not settled
     * @param maxBufferedBytes how many bytes of them
     */
    PublishQueue(int maxBuffered, long maxBufferedBytes) {
        most = Math.max(1, Math.min(MOST_MESSAGES, maxBuffered / 2));
        muchBytes = maxBufferedBytes / 4;
        limit = most;
    }

    void add(PublishUnit unit) {
        waiting.add(unit);
    }

    /** Puts a unit that takes another's place where that one stood in its lane. */
    void insert(PublishUnit unit) {
        int at = 0;
        for (int i = 0; i < waiting.size(); i++) {
            PublishUnit other = waiting.get(i);
            if (other.lane() == unit.lane() && other.next() < unit.next()) {
                at = i + 1;
            }
        }
        waiting.add(at, unit);
    }

    /** Back to the head, in their order. */
    void putBack(List<PublishUnit> units) {
        waiting.addAll(0, units);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean holds(ShardLane lane) {
        return waiting.stream().anyMatch(unit -> unit.lane() == lane);
    }

    /** Whether a round need not wait for more: half of the largest one is there, or some lane waits for just that. */
    boolean isMuch() {
        int messages = 0;
        long bytes = 0;
        for (PublishUnit unit : waiting) {
            if (unit.lane().mayPublish()) {
                messages += unit.messages();
                bytes += unit.bytes();
                if (messages >= most / 2 || bytes >= muchBytes || unit.lane().waitsForPublication()) {
                    return true;
                }
            }
        }
        return false;
    }

    void dropClosed() {
        waiting.removeIf(unit -> !unit.lane().isOpen());
        if (suspect != null && !suspect.isOpen()) {
            suspect = null;
        }
    }

    /** The lanes of which some unit is so. */
    List<ShardLane> lanes(Predicate<PublishUnit> condition) {
        return waiting.stream()
                .filter(condition)
                .map(PublishUnit::lane)
                .distinct()
                .toList();
    }

    /** Takes the units of the next round; those of lanes that are to be given up first, for whom there is a budget. */
    List<PublishUnit> take() {
        ShardLane alone = suspect == null ? null : next();
        waiting.sort(Comparator.comparing(unit -> !unit.lane().isDraining()));
        List<PublishUnit> all = List.copyOf(waiting);
        waiting.clear();
        List<PublishUnit> taken = new ArrayList<>();
        Set<ShardLane> left = new HashSet<>();
        int messages = 0;
        for (PublishUnit unit : all) {
            boolean ready =
                    !left.contains(unit.lane()) && unit.lane().mayPublish() && (alone == null || unit.lane() == alone);
            if (ready && (taken.isEmpty() || messages + unit.messages() <= limit)) {
                taken.add(unit);
                messages += unit.messages();
            } else {
                left.add(unit.lane());
                waiting.add(unit);
            }
        }
        return taken;
    }

    /** The lane of the next round while there is a suspect: the others first, one after another, then the suspect. */
    private @Nullable ShardLane next() {
        List<ShardLane> ready = waiting.stream()
                .map(PublishUnit::lane)
                .filter(ShardLane::mayPublish)
                .distinct()
                .toList();
        Optional<ShardLane> innocent =
                ready.stream().filter(lane -> lane != suspect).findFirst();
        // Busy lanes always have something to publish: it must have its turn as well.
        boolean turn = roundsWithoutSuspect >= ready.size() && ready.contains(suspect);
        ShardLane next = turn ? suspect : innocent.orElse(suspect);
        roundsWithoutSuspect = next == suspect ? 0 : roundsWithoutSuspect + 1;
        return next;
    }

    /** Rounds grow by a sixteenth at most: where a broker takes less within a transaction's time, not every second one is to fail. */
    void succeeded(List<PublishUnit> units) {
        limit = Math.min(most, Math.min(limit * 2, limit + Math.max(1, most / 16)));
        if (units.stream().anyMatch(unit -> unit.lane() == suspect)) {
            suspect = null;
        }
    }

    void failed(List<PublishUnit> units, @Nullable ShardLane spoiler) {
        int messages = units.stream().mapToInt(PublishUnit::messages).sum();
        limit = Math.max(1, Math.min(limit, messages) / 2);
        suspect = spoiler;
    }
}
