package io.eos.api;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Where a message stands in Kafka: topic id, partition and offset.
 *
 * <p>The topic's <em>id</em>, not its name: a topic that is deleted and recreated under its name starts at offset 0 with
 * other messages, and under a new id.
 *
 * @param topicId the id that Kafka gave the topic when it was made
 * @param partition the partition's number, from 0
 * @param offset the message's offset, from 0
 */
public record Coordinates(UUID topicId, int partition, long offset) {
    /** The length of {@link #toBytes()}. */
    public static final int SIZE = 28;

    /**
     * Checks that partition and offset are not negative.
     *
     * @param topicId the id that Kafka gave the topic when it was made
     * @param partition the partition's number, from 0
     * @param offset the message's offset, from 0
     */
    public Coordinates {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must not be negative, but were " + partition + " and " + offset);
        }
    }

    /** {@return 16 bytes topic id, 4 bytes partition, 8 bytes offset, big-endian} */
    public byte[] toBytes() {
        return ByteBuffer.allocate(SIZE)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .putInt(partition)
                .putLong(offset)
                .array();
    }

    /**
     * The inverse of {@link #toBytes()}.
     *
     * @param bytes 28 bytes
     * @return the coordinates
     */
    public static Coordinates fromBytes(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("coordinates take " + SIZE + " bytes, but there are " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Coordinates(new UUID(buffer.getLong(), buffer.getLong()), buffer.getInt(), buffer.getLong());
    }

    /**
     * {@return whether this message stands in that shard's partition}
     *
     * @param shard a processor's partition of a topic
     */
    public boolean in(Shard shard) {
        return partition == shard.partition() && topicId.equals(shard.topicId());
    }

    @Override
    public String toString() {
        return topicId + "-" + partition + "@" + offset;
    }
}
