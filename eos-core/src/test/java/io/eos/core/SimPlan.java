package io.eos.core;

import io.eos.api.Scope;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is to do: the world, the messages, and what goes wrong. Made from a seed by {@link SimPlanner}, made smaller by {@link
 * SimShrinker}.
 *
 * @param seed also of all that the plan leaves open, such as how long each call takes
 * @param keepsResults whether the store keeps results, or positions alone; then each message is one of its own
 * @param nodes that run from the beginning on
 * @param compacted whether a record can vanish under a later one of its key
 * @param madeAgain whether the source topic is deleted and made again, once all that it has is settled; the second half of the messages comes after it
 * @param eager whether a rebalance takes all partitions from everybody, as the older protocol does
 * @param waits how many percent of the calls to store and broker take any time
 */
record SimPlan(
        long seed,
        HandlerKind kind,
        Scope scope,
        boolean keepsResults,
        int nodes,
        int partitions,
        boolean compacted,
        boolean madeAgain,
        boolean eager,
        int waits,
        List<Message> messages,
        List<Fault> faults) {
    /**
     * A message, in the order in which it is sent.
     *
     * @param at when it is sent, in milliseconds
     * @param id its key; null for one without an id
     * @param what how the handler takes it
     * @param payload which of the id's payloads it has; 0, but for one that has the id of another message by mistake
     * @param gap how many offsets behind it hold no record, as aborted transactions and their markers leave them
     */
    record Message(int at, int partition, @Nullable String id, What what, int payload, int gap) {
        String value() {
            return what.name() + ":" + id + (payload > 0 ? ":" + payload : "");
        }
    }

    /** How a handler takes a message. */
    enum What {
        /** It succeeds. */
        FINE,
        /** It takes longer than a lease. */
        SLOW,
        /** It fails twice on each node, then succeeds. */
        FLAKY,
        /** It always fails. */
        FAILING,
        /** It is refused. */
        REJECTED,
        /** No handler sees it: it does not decode. */
        GARBAGE;

        boolean isDeadLetter() {
            return this == FAILING || this == REJECTED || this == GARBAGE;
        }
    }

    /** How something goes wrong. */
    enum How {
        /** The process is killed; another one comes after a while. */
        CRASH,
        /** The process stands still, longer than leases and sessions last or not. */
        FREEZE,
        /** A request is not carried out. */
        REFUSED,
        /** A request is carried out, and its answer is lost. */
        LOST,
        /** A request is given up, and carried out later. */
        LATE,
        /** A request takes very long, and is answered. */
        SLOW,
        /** A request to abort is carried out, and the broker forgets to write it down where the transaction was. */
        FORGOTTEN,
        /** The process is killed when its request has been carried out. */
        CRASH_AFTER,
        /** The group gives partitions to others. */
        REBALANCE,
        /** The group takes a living node for dead. */
        EXPEL,
        /** A node ends in order; another one comes after a while. */
        LEAVE,
        /** A node more. */
        JOIN,
        /** Nobody reaches the store. */
        STORE_DOWN,
        /** Nobody reaches the broker. */
        BROKER_DOWN,
        /** Records vanish under later ones. */
        COMPACT,
        /** Results that are old are removed. */
        PURGE,
        /** The store goes back to what it was some time before. */
        GO_BACK,
        /** All nodes end, the group's offsets are set back, and other nodes come. */
        REWIND
    }

    /**
     * A thing that goes wrong.
     *
     * @param point where: {@code time}, {@code step:} and a {@link Step}, {@code store:} or {@code broker:} and an operation
     * @param node whose
     * @param nth which time the node comes there, from 1; at {@code time}: when, in milliseconds
     * @param millis how long it lasts
     */
    record Fault(String point, int node, int nth, How how, int millis) {
        static final String TIME = "time";

        /** Its kind, for the coverage. */
        String label() {
            return point + " " + how;
        }
    }

    /** Which of the messages come as soon as they are due: all, or those that the topic has before it is made again. */
    List<Message> first() {
        return madeAgain ? messages.subList(0, messages.size() / 2) : messages;
    }

    /** The others. */
    List<Message> second() {
        return messages.subList(first().size(), messages.size());
    }

    SimPlan with(List<Message> otherMessages, List<Fault> otherFaults) {
        return new SimPlan(
                seed,
                kind,
                scope,
                keepsResults,
                nodes,
                partitions,
                compacted,
                madeAgain,
                eager,
                waits,
                List.copyOf(otherMessages),
                List.copyOf(otherFaults));
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + kind + " " + scope + (keepsResults ? "" : ", positions alone") + ", " + nodes
                + " nodes, " + partitions + " partitions"
                + (compacted ? ", compacted" : "") + (madeAgain ? ", made again" : "") + (eager ? ", eager" : "")
                + ", waits " + waits + "%\n  messages "
                + messages.stream()
                        .map(one -> one.at() + "ms p" + one.partition() + " " + one.value()
                                + (one.gap() > 0 ? " gap " + one.gap() : ""))
                        .collect(Collectors.joining(", "))
                + "\n  faults\n    "
                + faults.stream().map(Fault::toString).collect(Collectors.joining("\n    "));
    }
}
