package io.eos.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group as the classic protocol has it: members that join for a generation, lose their membership when they are silent, and commit
 * under a generation. Partitions go to whomever the random source says, so that they move a lot; in the cooperative way nobody gets one
 * before its owner gave it up.
 */
final class SimGroup {
    /** Longer than a lease, so that a frozen node can lose a claim and keep its shard. */
    private static final Duration SESSION = Duration.ofMillis(2_500);

    private static final Duration HEARTBEAT = Duration.ofMillis(300);
    private static final Duration REBALANCE = Duration.ofSeconds(6);

    private final SimScheduler time;
    private final SimPlan plan;
    private final SimChecker checker;
    private final Supplier<Boolean> down;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private Map<TopicPartition, String> desired = new TreeMap<>(SimGroup::compare);
    private int generation;
    private boolean joining;
    private boolean followUp;
    private int joins;
    private int round;
    private long log;

    /** A member. */
    static final class Member {
        final String id;
        final SimConsumer consumer;
        long heard;
        final Map<TopicPartition, Long> commits = new HashMap<>();
        boolean joined;
        Set<TopicPartition> owned = Set.of();
        Set<TopicPartition> assigned = Set.of();
        /** The generation that {@code assigned} is of. */
        int generation;

        Member(String id, SimConsumer consumer) {
            this.id = id;
            this.consumer = consumer;
        }
    }

    SimGroup(SimScheduler time, SimPlan plan, SimChecker checker, Supplier<Boolean> down) {
        this.down = down;
        this.time = time;
        this.plan = plan;
        this.checker = checker;
        time.after(HEARTBEAT, null, this::watch);
    }

    private static int compare(TopicPartition one, TopicPartition other) {
        return Integer.compare(one.partition(), other.partition());
    }

    private void watch() {
        for (Member member : List.copyOf(members.values())) {
            if (down.get() || member.consumer.beats()) {
                member.heard = time.now();
            } else if (time.now() - member.heard > SESSION.toNanos()) {
                expel(member.id);
            }
        }
        time.after(HEARTBEAT, null, this::watch);
    }

    @Nullable Member member(@Nullable String id) {
        return id == null ? null : members.get(id);
    }

    /** The members that there are, in the order in which they came. */
    List<String> members() {
        return List.copyOf(members.keySet());
    }

    Member join(SimConsumer consumer) {
        joins++;
        Member member = new Member(consumer.name() + "-" + joins, consumer);
        member.heard = time.now();
        members.put(member.id, member);
        rebalance(false);
        return member;
    }

    /** Takes a member for dead, or lets it go. */
    void expel(String id) {
        if (members.remove(id) != null) {
            time.trace(() -> "group: " + id + " is no member any more");
            rebalance(false);
        }
    }

    /**
     * A new generation is to come.
     *
     * @param follows whether only what was given up in the last one is to be given away
     */
    void rebalance(boolean follows) {
        if (!joining) {
            joining = true;
            followUp = follows;
            members.values().forEach(member -> member.joined = false);
            int current = ++round;
            time.after(REBALANCE, null, () -> timeOut(current));
        } else {
            followUp &= follows;
        }
        members.values().forEach(member -> member.consumer.wake());
        completeIfAllJoined();
    }

    private void timeOut(int of) {
        if (joining && round == of) {
            List.copyOf(members.values()).stream()
                    .filter(member -> !member.joined)
                    .forEach(member -> members.remove(member.id));
            completeIfAllJoined();
        }
    }

    boolean isJoining() {
        return joining;
    }

    /** A member is ready for the next generation, with what it holds. */
    void joined(Member member, Set<TopicPartition> owned) {
        member.joined = true;
        member.owned = new HashSet<>(owned);
        completeIfAllJoined();
    }

    private void completeIfAllJoined() {
        if (!joining || members.isEmpty() || !members.values().stream().allMatch(member -> member.joined)) {
            return;
        }
        joining = false;
        generation++;
        if (!followUp || !members.keySet().containsAll(desired.values())) {
            choose();
        }
        for (Member member : members.values()) {
            Set<TopicPartition> assigned = new HashSet<>();
            desired.forEach((partition, owner) -> {
                if (owner.equals(member.id) && !isHeldByAnother(partition, member)) {
                    assigned.add(partition);
                }
            });
            member.assigned = assigned;
            member.generation = generation;
            member.consumer.wake();
        }
        time.trace(() -> "group: generation " + generation + " " + desired);
    }

    private void choose() {
        desired = new TreeMap<>(SimGroup::compare);
        List<String> ids = new ArrayList<>(members.keySet());
        for (int partition = 0; partition < plan.partitions(); partition++) {
            desired.put(new TopicPartition(SimBroker.SOURCE, partition), ids.get(time.random.nextInt(ids.size())));
        }
    }

    private boolean isHeldByAnother(TopicPartition partition, Member member) {
        return members.values().stream().anyMatch(other -> other != member && other.owned.contains(partition));
    }

    /** Refuses a commit of somebody who is no member, or of another generation. */
    void check(String member, int ofGeneration) {
        if (!members.containsKey(member) || ofGeneration != generation) {
            throw new CommitFailedException(
                    member + " of generation " + ofGeneration + ", which is not generation " + generation);
        }
    }

    /**
     * Commits offsets.
     *
     * @param issued when: a commit that was given up does not overtake what its member committed after it
     */
    void commit(String member, int ofGeneration, long issued, Map<TopicPartition, OffsetAndMetadata> some) {
        check(member, ofGeneration);
        some.forEach((partition, offset) -> {
            if (isLatest(member, partition, issued)) {
                store(partition, offset, append());
            }
        });
    }

    /** Whether a member has committed nothing for the partition since. */
    boolean isLatest(String member, TopicPartition partition, long issued) {
        Member of = members.get(member);
        return of == null || of.commits.merge(partition, issued, Math::max) == issued;
    }

    /** A place in the group's log: what is written in a transaction counts from there, not from its end. */
    long append() {
        return ++log;
    }

    void store(TopicPartition partition, OffsetAndMetadata offset, long position) {
        Long before = positions.put(partition, position);
        if (before != null && before > position) {
            positions.put(partition, before);
            return;
        }
        offsets.put(partition, offset);
        checker.committed(partition, offset);
    }

    @Nullable OffsetAndMetadata committed(TopicPartition partition) {
        return offsets.get(partition);
    }

    /** As an operator does with a tool, while there are no members. */
    void reset(TopicPartition partition, long offset) {
        offsets.put(partition, new OffsetAndMetadata(offset));
        checker.reset(partition, offset);
    }

    void dataCame() {
        members.values().forEach(member -> member.consumer.wake());
    }
}
