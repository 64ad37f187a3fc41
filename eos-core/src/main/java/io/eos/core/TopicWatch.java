package io.eos.core;

import io.eos.api.Scope;
import io.eos.core.TopicIds.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees what the start's checks could not: topics that a pattern finds later or that are recreated, and topics that get more partitions. A
 * processor that runs is not stopped by a topic that cannot hold the guarantee, as a start would be: it is told at WARN. Thread-safe.
 */
final class TopicWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final Settings settings;
    private final Check check;
    /** How many partitions each topic that was checked had when it was last seen, by the topic's id. */
    private final Map<UUID, Integer> checked = new ConcurrentHashMap<>();

    /** Whether messages outlive their results: what a start refuses is added to the problems, anything less is logged. */
    @FunctionalInterface
    interface Check {
        void retention(Map<String, Topic> topics, List<String> problems);
    }

    /**
     * A watch.
     *
     * @param atStart what the start's checks saw, by name
     */
    TopicWatch(Settings settings, Check check, Map<String, Topic> atStart) {
        this.settings = settings;
        this.check = check;
        atStart.values().forEach(topic -> checked.put(topic.id(), topic.partitions()));
    }

    /**
     * A partition of the topic is about to get its tenure. The first time the broker is asked for the topic's settings: not on the poll thread.
     *
     * @throws BrokerUnavailableException if the broker does not answer; the next call asks again
     */
    void assigned(String name, Topic topic) {
        if (checked.putIfAbsent(topic.id(), topic.partitions()) != null) {
            return;
        }
        List<String> problems = new ArrayList<>();
        try {
            check.retention(Map.of(name, topic), problems);
        } catch (RuntimeException e) {
            checked.remove(topic.id());
            throw e;
        }
        problems.forEach(problem -> LOG.warn(
                "processor {}: topic {}, which was not there at the start, is processed, but cannot hold the guarantee: {}",
                settings.processor(),
                name,
                problem));
    }

    /** The topic as it was just looked up. */
    void seen(String name, TopicIds.Listing now) {
        Integer before = checked.get(now.id());
        // Fewer come from a broker whose metadata is older.
        if (before != null && before < now.partitions() && checked.replace(now.id(), before, now.partitions())) {
            warnOfPartitions(settings, name, before.toString(), now.partitions());
        }
    }

    /** Another number of partitions than before, at a start or while the processor runs. */
    static void warnOfPartitions(Settings settings, String topic, String before, int now) {
        LOG.warn(
                "processor {}: topic {} had {} partitions and has {} now{}",
                settings.processor(),
                topic,
                before,
                now,
                settings.scope() == Scope.SHARD
                        ? ": in SHARD scope a duplicate whose key moved to another partition is not seen"
                        : "");
    }
}
