package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a tenure: acquire, read the stable committed offsets, decide the start, write it down in the store. Work begins when it is written down
 * in Kafka too, which is the poll thread's part.
 */
final class ShardStart implements ShardTask {
    private static final Logger LOG = LoggerFactory.getLogger(ShardStart.class);

    private final NodeContext shared;
    private final LoopParts parts;
    private final TopicPartition partition;
    private final long limit;
    private final BooleanSupplier open;
    private final Consumer<Started> whenStarted;

    ShardStart(
            NodeContext shared,
            LoopParts parts,
            TopicPartition partition,
            long limit,
            BooleanSupplier open,
            Consumer<Started> whenStarted) {
        this.shared = shared;
        this.parts = parts;
        this.partition = partition;
        this.limit = limit;
        this.open = open;
        this.whenStarted = whenStarted;
    }

    /**
     * A tenure whose start is in the store.
     *
     * @param committed the stable committed offset, or 0
     * @param leaderEpoch of the record before the start, or -1
     * @param inherited recorded and unpublished by tenures before, from the start on, by offset
     * @param unpublished recorded below the start and never published
     */
    record Started(
            Shard shard,
            ShardWriter writer,
            boolean compacted,
            long start,
            int leaderEpoch,
            long committed,
            SortedMap<Long, MessageId> inherited,
            List<Outgoing> unpublished) {}

    @Override
    public Turn advance() {
        TopicIds.@Nullable Topic topic =
                parts.topics().describe(List.of(partition.topic())).get(partition.topic());
        if (topic == null) {
            return new Turn.Later(Backoff.OUTAGE.longest());
        }
        parts.watch().assigned(partition.topic(), topic);
        if (!open.getAsBoolean()) {
            return Turn.DONE;
        }
        Shard shard = new Shard(shared.settings().processor(), topic.id(), partition.partition());
        Acquisition acquisition =
                shared.store().acquire(shard, shared.settings().scope(), shared.node());
        shared.probe().reached(Step.ACQUIRED, partition);
        OffsetAndMetadata committed = parts.offsets().stable(List.of(partition)).get(partition);
        FormerGroups.Left former = parts.formerGroups().of(partition, topic.id());
        GroupOffsets.Range range = parts.offsets().range(partition);
        GroupOffsets.Range limited = new GroupOffsets.Range(range.first(), Math.min(range.next(), limit));
        StartRule.Start start = parts.startRule().decide(acquisition.last(), committed, former, topic.id(), limited);
        if (start.stop()) {
            confirm(acquisition);
            report(start, shard);
        }
        Started started = write(acquisition, start, topic, shard);
        report(start, shard);
        whenStarted.accept(started);
        shared.probe().reached(Step.START_RECORDED, partition);
        return Turn.DONE;
    }

    /** What a newer tenure did since looks like a store that went back: only the owner can tell. Fenced, if this is not it. */
    private void confirm(Acquisition acquisition) {
        Checkpoint last = acquisition.last();
        new ShardWriter(shared.store(), shared.clock(), acquisition.tenure(), last)
                .record(List.of(), new ShardWriter.Progress(last.watermark(), last.leaderEpoch(), last.pending()));
    }

    private Started write(Acquisition acquisition, StartRule.Start start, TopicIds.Topic topic, Shard shard) {
        Checkpoint last = acquisition.last();
        ShardWriter writer = new ShardWriter(shared.store(), shared.clock(), acquisition.tenure(), last);
        TreeMap<Long, MessageId> inherited = new TreeMap<>();
        List<Pending> below = new ArrayList<>();
        long published = published(last, start);
        for (Pending pending : last.pending()) {
            if (pending.offset() >= start.offset()) {
                inherited.put(pending.offset(), pending.id());
            } else if (pending.offset() >= published) {
                below.add(pending);
            }
        }
        // Dead letters that the watermark passed, and whatever has a source that expired.
        List<Outgoing> unpublished = Outgoing.stored(shared.store(), acquisition.tenure(), shard, below);
        List<Pending> still = new ArrayList<>(below);
        inherited.forEach((offset, id) -> still.add(new Pending(offset, id)));
        int epoch = start.offset() == last.watermark() ? last.leaderEpoch() : -1;
        writer.record(List.of(), new ShardWriter.Progress(watermark(start, below), epoch, still));
        return new Started(
                shard, writer, topic.compacted(), start.offset(), epoch, start.committed(), inherited, unpublished);
    }

    /**
     * What is written down. With transform nothing is unpublished below the watermark, so it stays where the first of it is until that is published:
     * a node that dies before leaves the next one what it found itself.
     */
    private long watermark(StartRule.Start start, List<Pending> below) {
        return shared.work().kind() == HandlerKind.TRANSFORM
                ? below.stream().mapToLong(Pending::offset).min().orElse(start.offset())
                : start.offset();
    }

    /** Below it everything is published. With transform the watermark follows the publication; with the other kinds it runs ahead of it. */
    private long published(Checkpoint last, StartRule.Start start) {
        return shared.work().kind() == HandlerKind.TRANSFORM
                ? Math.max(last.watermark(), start.committed())
                : start.committed();
    }

    private void report(StartRule.Start start, Shard shard) {
        switch (start.note()) {
            case ORDINARY ->
                LOG.debug("processor {}: {} starts at {}", shared.settings().processor(), partition, start.offset());
            case NEW ->
                LOG.info(
                        "processor {}: {} is new and starts at {}",
                        shared.settings().processor(),
                        partition,
                        start.offset());
            case ADOPTED ->
                LOG.info(
                        "processor {}: {} was consumed without eos before and goes on at its committed offset {}",
                        shared.settings().processor(),
                        partition,
                        start.offset());
            case TOPIC_MADE_AGAIN ->
                LOG.warn(
                        "processor {}: {} was recreated: it starts at {}; the group's offset is of the old topic and is ignored",
                        shared.settings().processor(),
                        partition,
                        start.offset());
            case EXPIRED -> {
                shared.metrics().expired();
                LOG.error(
                        "processor {}: {} lost messages before they were processed: Kafka deleted them by retention;{}",
                        shared.settings().processor(),
                        partition,
                        start.detail());
            }
            case TRUNCATED -> {
                shared.metrics().lostHistory();
                LOG.error(
                        "processor {}: {} was truncated by Kafka; its new messages are processed;{}",
                        shared.settings().processor(),
                        partition,
                        start.detail());
            }
            case LOST_HISTORY -> lostHistory(start, shard);
        }
    }

    private void lostHistory(StartRule.Start start, Shard shard) {
        shared.metrics().lostHistory();
        if (start.stop()) {
            throw new ProcessorStoppedException("lost history on " + partition + " (" + shard + "): " + start.detail()
                    + "; on-lost-history is stop");
        }
        LOG.error(
                "processor {}: lost history on {} ({}): {}; it starts at {}",
                shared.settings().processor(),
                partition,
                shard,
                start.detail(),
                start.offset());
    }
}
