package io.eos.core;

import java.util.Collection;

/**
 * How much a partition may hold of what is fetched and not settled: as much as is left of the node's bound. So n busy partitions come to one
 * (n+1)th of the bound each, one that is alone to half of it, and the heap that a node needs does not grow with its partitions. These are dynamic
 * thresholds (Choudhury and Hahne, IEEE/ACM Transactions on Networking 6:2, 1998), which share the memory of a switch among its ports.
 *
 * @param messages at least one, so that each partition goes on whatever others hold
 * @param bytes of keys and values, at least one
 * @param ahead how many messages may wait for their batch
 */
record Room(int messages, long bytes, int ahead) {
    /** Where messages wait for handlers or the store, and not for their publication, more of them would only grow old on the heap. */
    private static final int AHEAD = 5_000;

    /** What a node's partitions leave of its bounds. */
    static Room left(Collection<ShardLane> lanes, Settings settings) {
        int ahead = Math.max(AHEAD, 2 * settings.batchSize());
        return left(lanes, new Room(settings.maxBuffered(), settings.maxBufferedBytes(), ahead));
    }

    static Room left(Collection<ShardLane> lanes, Room bounds) {
        long messages = bounds.messages;
        long bytes = bounds.bytes;
        for (ShardLane lane : lanes) {
            // What a closed lane had out is dropped, or on its way and gone soon.
            messages -= lane.isOpen() ? lane.load() : 0;
            bytes -= lane.isOpen() ? lane.loadBytes() : 0;
        }
        return new Room((int) Math.max(1, messages), Math.max(1, bytes), bounds.ahead);
    }

    /** Whether a partition holds all that it may. */
    boolean isFilled(ShardLane lane) {
        return lane.load() >= messages || lane.loadBytes() >= bytes || lane.waiting() >= ahead;
    }

    /** Whether a partition that was paused holds so little that fetching goes on: not at each message that is settled. */
    boolean isWanted(ShardLane lane) {
        return lane.load() < Math.max(1, messages / 2)
                && lane.loadBytes() < Math.max(1, bytes / 2)
                && lane.waiting() < Math.max(1, ahead / 2);
    }
}
