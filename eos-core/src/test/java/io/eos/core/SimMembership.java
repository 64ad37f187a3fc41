package io.eos.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A consumer's side of its membership in the group: what it knows, which may be old, and what it tells its listener. */
final class SimMembership {
    private final SimWorld world;
    private final SimConsumer consumer;
    private final Consumer<List<TopicPartition>> whenAdded;
    private final Set<TopicPartition> assigned = new TreeSet<>(this::order);
    private @Nullable ConsumerRebalanceListener listener;
    private @Nullable String member;
    private int generation = -1;

    SimMembership(SimWorld world, SimConsumer consumer, Consumer<List<TopicPartition>> whenAdded) {
        this.world = world;
        this.consumer = consumer;
        this.whenAdded = whenAdded;
    }

    void listener(ConsumerRebalanceListener of) {
        listener = of;
    }

    /** The partitions that it takes for its own, in their order. */
    Set<TopicPartition> assigned() {
        return assigned;
    }

    @SuppressWarnings("removal") // there is no other way to make one yet
    ConsumerGroupMetadata metadata() {
        return new ConsumerGroupMetadata("group", generation, member == null ? "" : member, Optional.empty());
    }

    void leave() {
        if (member != null) {
            world.broker.group.expel(member);
        }
    }

    private ConsumerRebalanceListener listener() {
        if (listener == null) {
            throw new IllegalStateException("not subscribed");
        }
        return listener;
    }

    /** Does what the group wants of its member: inside the consumer's poll, where the listener is called. */
    void coordinate() {
        SimGroup group = world.broker.group;
        while (true) {
            SimGroup.Member self = group.member(member);
            if (self == null) {
                self = rejoin(group);
            }
            if (self.generation > generation) {
                adopt(group, self);
            } else if (group.isJoining() && !self.joined) {
                if (world.plan.eager() && !assigned.isEmpty()) {
                    revoke(List.copyOf(assigned));
                }
                if (group.member(member) == self) {
                    group.joined(self, assigned);
                }
            } else {
                return;
            }
        }
    }

    private SimGroup.Member rejoin(SimGroup group) {
        if (member != null) {
            List<TopicPartition> lost = List.copyOf(assigned);
            assigned.clear();
            member = null;
            generation = -1;
            if (!lost.isEmpty()) {
                listener().onPartitionsLost(lost);
            }
        }
        SimGroup.Member joined = group.join(consumer);
        member = joined.id;
        return joined;
    }

    private void revoke(List<TopicPartition> some) {
        listener().onPartitionsRevoked(some);
        some.forEach(assigned::remove);
    }

    private void adopt(SimGroup group, SimGroup.Member self) {
        generation = self.generation;
        List<TopicPartition> revoked =
                assigned.stream().filter(one -> !self.assigned.contains(one)).toList();
        List<TopicPartition> added = self.assigned.stream()
                .filter(one -> !assigned.contains(one))
                .sorted(this::order)
                .toList();
        if (!revoked.isEmpty()) {
            revoke(revoked);
        }
        assigned.addAll(added);
        whenAdded.accept(added);
        listener().onPartitionsAssigned(added);
        if (!revoked.isEmpty() && group.member(member) == self) {
            group.rebalance(true);
        }
    }

    private int order(TopicPartition one, TopicPartition other) {
        return Integer.compare(one.partition(), other.partition());
    }
}
