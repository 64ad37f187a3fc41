package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.Pending;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What a batch is told about its shard when it is dispatched; it stays true while the batch runs, or is a little old on the safe side.
 *
 * @param writer writes under the shard's tenure
 * @param compacted whether the topic's records can vanish
 * @param committedAtStart the stable committed offset when the tenure began, or 0: what was published before it is not published again
 * @param start where the tenure began
 * @param expected the next offset after the batch before: a first record beyond it leaves a gap
 * @param settled all offsets below it are settled
 * @param leaderEpoch of the record before {@code settled}, or -1
 * @param unpublished recorded by earlier batches or, from {@code expected} on, by earlier tenures, and not yet published; in the order of offsets
 * @param inherited what earlier tenures recorded and did not publish, by offset: for gaps
 * @param goOn false once the shard is being given up: no further handler is called; any thread
 */
record ShardView(
        TopicPartition partition,
        Shard shard,
        ShardWriter writer,
        boolean compacted,
        long committedAtStart,
        long start,
        long expected,
        long settled,
        int leaderEpoch,
        List<Pending> unpublished,
        SortedMap<Long, MessageId> inherited,
        BooleanSupplier goOn) {
    /** Whether an earlier tenure recorded the message at an offset, and did not publish it. */
    boolean inherits(long offset) {
        return !inherited.isEmpty() && inherited.containsKey(offset);
    }
}
