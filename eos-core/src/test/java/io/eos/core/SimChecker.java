package io.eos.core;

import io.eos.api.Coordinates;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Judges a run by the invariants of the design: as it goes on, by what store and broker accept, and in the end by {@link SimVerdict}. */
final class SimChecker {
    static final String PROCESSOR = "simulated";
    private static final int MOST_VIOLATIONS = 5;

    final SimMonitor monitor;
    final SimSink sink;
    private final SimPlan plan;
    private final SimScheduler time;
    private final List<String> violations = new ArrayList<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private final Set<String> published = new HashSet<>();
    private @Nullable SimBroker broker;
    private boolean wentBack;

    SimChecker(SimPlan plan, SimScheduler time) {
        this.plan = plan;
        this.time = time;
        this.monitor = new SimMonitor(time, plan.scope(), this::violated);
        this.sink = new SimSink(monitor, this::isVanished, this::violated);
        monitor.whenRecorded(this::recorded);
        monitor.whenPassed((shard, from, to) -> {
            if (plan.kind() == HandlerKind.TRANSFORM) {
                checkPublished(shard.partition(), from, to, "the watermark");
            } else if (!wentBack) {
                // Else a message may be passed whose result another partition's replay brings back.
                checkRecorded(shard.partition(), from, to, "the watermark");
            }
        });
    }

    void broker(SimBroker of) {
        broker = of;
    }

    void violated(String what) {
        time.trace(() -> "VIOLATED " + what);
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(what);
        }
    }

    List<String> violations() {
        return violations;
    }

    static Shard shard(int partition) {
        return new Shard(PROCESSOR, SimBroker.topicId(SimBroker.SOURCE), partition);
    }

    private Coordinates source(int partition, long offset) {
        return Objects.requireNonNull(broker).shard(partition, offset).at(offset);
    }

    /** A handler is called: under a tenure of the topic that the message is of. */
    void handled(int partition, long offset, HandlerContext context) {
        Coordinates source = source(partition, offset);
        boolean own = plan.scope() == Scope.PROCESSOR
                || context.idempotencyKey().startsWith(PROCESSOR + ":" + source.topicId() + ":");
        boolean same = plan.keepsResults() || context.messageId().equals(MessageId.of(source));
        if (!own || !same) {
            violated("a handler sees " + source + " as " + context.idempotencyKey() + ", which is of another topic");
        }
    }

    private void recorded(StoredResult result) {
        Coordinates claimed = result.source();
        if (!claimed.equals(source(claimed.partition(), claimed.offset()))) {
            violated("the result of " + claimed + " is recorded, which is of another topic");
        }
    }

    /** Where the result of a record is kept: under its place, if it has no id, or one that another payload has. */
    SimMonitor.Slot slot(int partition, SimLog.Entry entry) {
        if (!plan.keepsResults()) {
            return monitor.slot(partition, MessageId.of(source(partition, entry.offset)));
        }
        SimMonitor.Slot reserved = monitor.slot(partition, MessageId.reserved(source(partition, entry.offset)));
        if (entry.key == null) {
            return reserved;
        }
        SimMonitor.Slot own = monitor.slot(partition, MessageId.business(entry.key));
        return hasOtherPayload(own, entry) ? reserved : own;
    }

    private boolean hasOtherPayload(SimMonitor.Slot slot, SimLog.Entry entry) {
        StoredResult result = monitor.result(slot);
        return result != null && !Objects.equals(result.inputDigest(), Digests.of(entry.value));
    }

    /** Whether its message becomes a dead letter whatever its handler would do. */
    boolean isCondemned(int partition, SimLog.Entry entry) {
        return slot(partition, entry).id().kind() == MessageId.Kind.RESERVED;
    }

    private List<SimLog.Entry> entries(int partition, long from, long to) {
        return Objects.requireNonNull(broker).log(SimBroker.SOURCE, partition).between(from, to);
    }

    private boolean isVanished(int partition, long offset) {
        return entries(partition, offset, offset + 1).stream().anyMatch(entry -> entry.vanished);
    }

    /** The store goes back: what is lost is to be processed again. */
    void goesBack() {
        wentBack = true;
    }

    boolean wentBack() {
        return wentBack;
    }

    /** An offset was committed. */
    void committed(TopicPartition partition, OffsetAndMetadata offset) {
        long before = committed.getOrDefault(partition.partition(), 0L);
        // Who does not know yet that results are lost may commit beyond them.
        if (offset.offset() > before && !wentBack) {
            committed.put(partition.partition(), offset.offset());
            checkRecorded(partition.partition(), before, offset.offset(), "I5: the committed offset");
            checkPublished(partition.partition(), before, offset.offset(), "I5: the committed offset");
        }
    }

    private void checkRecorded(int partition, long from, long to, String what) {
        if (!plan.keepsResults()) {
            return;
        }
        for (SimLog.Entry entry : entries(partition, from, to)) {
            SimMonitor.Slot slot = slot(partition, entry);
            // What vanished is settled by the one that came after it.
            if (!entry.vanished && monitor.result(slot) == null && !monitor.isPurged(slot)) {
                violated(what + " of p" + partition + " passes " + entry.offset + ", which has no result");
            }
        }
    }

    private void checkPublished(int partition, long from, long to, String what) {
        for (SimLog.Entry entry : entries(partition, from, to)) {
            if (publishes(partition, entry) && !published.contains(partition + ":" + entry.offset)) {
                violated(what + " of p" + partition + " passes " + entry.offset + ", whose outputs are not published");
            }
        }
    }

    /** Whether the result that counts is this record's and has outputs; where results are not kept, as each message has some. */
    private boolean publishes(int partition, SimLog.Entry entry) {
        if (!plan.keepsResults() && plan.kind() == HandlerKind.TRANSFORM) {
            return !entry.vanished;
        }
        StoredResult result = monitor.result(slot(partition, entry));
        return result != null
                && result.source().equals(source(partition, entry.offset))
                && !result.outputs().isEmpty();
    }

    /** A transaction was committed. */
    void published(SimTransaction transaction) {
        transaction.records.forEach(record -> published.add(source(record)));
    }

    /** Where the message of an output stood. */
    static String source(SimLog.Entry output) {
        Header partition = output.headers.lastHeader(DeadLetterHeaders.PARTITION);
        Header offset = output.headers.lastHeader(DeadLetterHeaders.OFFSET);
        if (partition != null && offset != null) {
            return SimText.text(partition.value()) + ":" + SimText.text(offset.value());
        }
        String value = SimText.text(Objects.requireNonNull(output.value));
        return value.substring(0, value.lastIndexOf(':'));
    }

    /** An operator sets an offset back. */
    void reset(TopicPartition partition, long offset) {
        time.trace(() -> "the offset of p" + partition.partition() + " is set back to " + offset);
    }
}
