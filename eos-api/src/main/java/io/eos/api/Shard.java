package io.eos.api;

import java.util.UUID;

/**
 * The unit that one node owns at a time: one partition of one topic, for one processor.
 *
 * @param processor the processor's name
 * @param topicId the topic's id, not its name: see {@link Coordinates}
 * @param partition the partition's number, from 0
 */
public record Shard(String processor, UUID topicId, int partition) {
    /**
     * Checks that the partition is not negative.
     *
     * @param processor the processor's name
     * @param topicId the topic's id, not its name: see {@link Coordinates}
     * @param partition the partition's number, from 0
     */
    public Shard {
        if (partition < 0) {
            throw new IllegalArgumentException("partition must not be negative, but was " + partition);
        }
    }

    /**
     * {@return the coordinates of a message in this shard}
     *
     * @param offset in the shard's partition
     */
    public Coordinates at(long offset) {
        return new Coordinates(topicId, partition, offset);
    }

    @Override
    public String toString() {
        return processor + "/" + topicId + "-" + partition;
    }
}
