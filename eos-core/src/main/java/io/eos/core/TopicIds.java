package io.eos.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Tells the ids of topics, which no consumer method shows. Thread-safe; blocks for at most its timeout.
 */
interface TopicIds {
    /**
     * The ids of the topics that exist, by name.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    Map<String, Topic> describe(Collection<String> names);

    /**
     * The topics that exist, by name, without their settings: cheaper.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    default Map<String, Listing> list(Collection<String> names) {
        Map<String, Listing> listed = new HashMap<>();
        describe(names).forEach((name, topic) -> listed.put(name, new Listing(topic.id(), topic.partitions())));
        return listed;
    }

    /** A topic without its settings. */
    record Listing(UUID id, int partitions) {}

    /**
     * A topic as it stands.
     *
     * @param compacted whether its records can vanish under a later one with their key
     */
    record Topic(UUID id, int partitions, boolean compacted) {}
}
