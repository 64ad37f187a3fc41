package io.eos.core;

import java.util.List;

/**
 * What is published together for one shard: outputs, and the offset after the messages that they came from.
 *
 * @param outgoing in the order of offsets
 * @param next the offset to commit with them
 * @param leaderEpoch of the record before {@code next}, or -1
 * @param messages how many messages it settles
 * @param bytes of their keys and values, and of those of outputs that are no copies
 * @param barrier whether the shard's watermark waits for it: see {@link Barrier}
 * @param lookedUpAt when it was last known, at the latest, that these results are those that count: {@link LoopClock#nanos()}
 */
record PublishUnit(
        ShardLane lane,
        List<Outgoing> outgoing,
        long next,
        int leaderEpoch,
        int messages,
        long bytes,
        boolean barrier,
        long lookedUpAt) {
    PublishUnit with(List<Outgoing> other) {
        return new PublishUnit(lane, other, next, leaderEpoch, messages, bytes, barrier, lookedUpAt);
    }
}
