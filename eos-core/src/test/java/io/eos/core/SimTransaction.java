package io.eos.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One transaction of one producer, as the broker sees it. */
final class SimTransaction {
    final String producer;
    final int epoch;
    final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    /** Where its offsets stand in the group's log. */
    long position;

    final List<SimLog.Entry> records = new ArrayList<>();
    private State state = State.OPEN;

    /** How far it is. */
    enum State {
        OPEN,
        /** Its end is decided, and not yet written everywhere. */
        DECIDED,
        COMMITTED,
        ABORTED,
        /** It was aborted as far as its producer is concerned, and nobody wrote it down. */
        FORGOTTEN
    }

    SimTransaction(String producer, int epoch) {
        this.producer = producer;
        this.epoch = epoch;
    }

    State state() {
        return state;
    }

    void become(State other) {
        state = other;
    }

    boolean isCommitted() {
        return state == State.COMMITTED;
    }

    /** Whether its end is this one, and known. */
    boolean isDecided(boolean commit) {
        return commit ? state == State.DECIDED || state == State.COMMITTED : state == State.ABORTED;
    }

    boolean hasEnded() {
        return state == State.COMMITTED || state == State.ABORTED;
    }

    /** Whether its producer can begin another one. */
    boolean isOver() {
        return hasEnded() || state == State.FORGOTTEN;
    }

    /** What a forgotten one left in the partitions of this one ends with this one. */
    void takeOver(SimTransaction forgotten) {
        if (!offsets.isEmpty()) {
            forgotten.offsets.forEach(offsets::putIfAbsent);
            forgotten.offsets.clear();
        }
        List<SimLog.Entry> same = forgotten.records.stream()
                .filter(record -> records.stream().anyMatch(own -> own.log == record.log))
                .toList();
        same.forEach(record -> record.transaction = this);
        records.addAll(same);
        forgotten.records.removeAll(same);
    }

    /** Whether it holds the offset of a partition, so that nobody knows yet what that is. */
    boolean holds(TopicPartition partition) {
        return !hasEnded() && offsets.containsKey(partition);
    }
}
