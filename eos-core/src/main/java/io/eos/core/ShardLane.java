package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import io.eos.spi.PendingCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One assigned partition under one tenure: what is fetched, how far it has come, and what runs. Poll thread only, but for {@link
 * #isOpen()}.
 */
final class ShardLane {
    private final TopicPartition partition;
    private final UUID incarnation;
    private volatile boolean open = true;
    private boolean live;
    private volatile boolean draining;
    private @Nullable ShardTask task;
    private boolean turning;

    private @Nullable Shard shard;
    private @Nullable ShardWriter writer;
    private boolean compacted;
    private long committedAtStart;
    private long start;
    private SortedMap<Long, MessageId> inherited = new TreeMap<>();

    /** No batch begins beyond it: of what is out a checkpoint names so much, and a batch that finds little room left is cut short. */
    private static final int MOST_UNPUBLISHED_BYTES = Checkpoint.MAX_PENDING_BYTES / 4 * 3;

    private final Deque<ConsumerRecord<byte[], byte[]>> buffer = new ArrayDeque<>();
    /** Of keys and values in the buffer. */
    private long bufferedBytes;
    /** In the batch that runs. */
    private int messagesTaken;

    private long bytesTaken;
    /** What is out and stored whole, by offset. */
    private final SortedMap<Long, Pending> unpublished = new TreeMap<>();

    private int unpublishedBytes;
    /** The offset after the last record that was fetched. */
    private long fetchedNext;
    /** What was fetched below it belongs to this tenure's topic, and may be processed. */
    private long confirmedNext;
    /** The count of metadata updates until which all that is fetched is confirmed. */
    private long coveredAt = MetadataUpdates.UNKNOWN;
    /** The offset after the last batch that was decided. */
    private long decided;
    /** All offsets below it are settled. */
    private long settled;

    private int leaderEpoch = -1;
    /** What Kafka acknowledged. */
    private long committed;

    private int unitsOut;
    private int messagesOut;
    private long bytesOut;
    private boolean committing;
    private boolean replacing;
    private boolean paused = true;
    private int barriersOut;
    private long lastActive;

    ShardLane(TopicPartition partition, UUID incarnation) {
        this.partition = partition;
        this.incarnation = incarnation;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether the tenure is still this node's to use. Any thread. */
    boolean isOpen() {
        return open;
    }

    /** Ends the tenure on this node: nothing is written or published for it any more. */
    void close() {
        open = false;
        live = false;
        buffer.clear();
        bufferedBytes = 0;
    }

    boolean isLive() {
        return live;
    }

    /** No new batch is begun. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** The tenure is won and its start written to the store. */
    void started(ShardStart.Started start, long now) {
        shard = start.shard();
        writer = start.writer();
        compacted = start.compacted();
        committedAtStart = start.committed();
        this.start = start.start();
        inherited = start.inherited();
        leaderEpoch = start.leaderEpoch();
        decided = start.start();
        fetchedNext = start.start();
        confirmedNext = start.start();
        settled = start.start();
        committed = -1;
        lastActive = now;
    }

    /** The start is written to Kafka as well. */
    void goLive(long now) {
        live = true;
        committed = settled;
        lastActive = now;
    }

    Shard shard() {
        return Objects.requireNonNull(shard, "started");
    }

    boolean hasStarted() {
        return writer != null;
    }

    ShardWriter writer() {
        return Objects.requireNonNull(writer, "started");
    }

    void fetched(List<ConsumerRecord<byte[], byte[]>> records, long next, long now) {
        if (live) {
            buffer.addAll(records);
            records.forEach(record -> bufferedBytes += bytes(record));
            fetchedNext = Math.max(fetchedNext, next);
            lastActive = now;
        }
    }

    long fetchedNext() {
        return fetchedNext;
    }

    /** The topic is known to have been this tenure's when everything below the offset was fetched. */
    void confirmed(long upTo) {
        confirmedNext = Math.max(confirmedNext, upTo);
    }

    /** What is fetched while the consumer was told no more of its topics than so often belongs to this tenure's topic, too. */
    void coveredAt(long updates) {
        coveredAt = updates;
    }

    long coveredAt() {
        return coveredAt;
    }

    /** Whether there will soon be nothing to process but what is not confirmed. */
    boolean wantsConfirmation(int soon) {
        return fetchedNext > confirmedNext && confirmedNext - decided < soon;
    }

    /** How many messages are fetched and not settled. */
    int load() {
        return buffer.size() + messagesTaken + messagesOut;
    }

    /** How many of them are not in a batch yet. */
    int waiting() {
        return buffer.size();
    }

    /** The bytes of keys and values of what is fetched and not settled. */
    long loadBytes() {
        return bufferedBytes + bytesTaken + bytesOut;
    }

    static int bytes(ConsumerRecord<byte[], byte[]> record) {
        // Null has size -1.
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    boolean canBegin() {
        return live && !draining && task == null && barriersOut == 0 && !waitsForPublication() && hasWork();
    }

    /** Whether only a publication lets batches go on: what is out and stored whole is as much as a checkpoint names. */
    boolean waitsForPublication() {
        return unpublishedBytes >= MOST_UNPUBLISHED_BYTES;
    }

    /** Records, or an offset that moved on over what holds none. */
    private boolean hasWork() {
        return confirmedNext > decided;
    }

    boolean isQuiet() {
        return task == null && buffer.isEmpty() && unitsOut == 0 && fetchedNext == decided;
    }

    /**
     * Takes the next records out of the buffer, for the task that begins: up to so many, and up to so many bytes, but the first whatever its
     * size.
     */
    List<ConsumerRecord<byte[], byte[]>> take(int most, long mostBytes) {
        List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>(Math.min(most, buffer.size()));
        long takenBytes = 0;
        for (var next = buffer.peek();
                next != null && next.offset() < confirmedNext && taken.size() < most;
                next = buffer.peek()) {
            takenBytes += bytes(next);
            if (takenBytes > mostBytes && !taken.isEmpty()) {
                break;
            }
            taken.add(buffer.remove());
            bufferedBytes -= bytes(next);
            messagesTaken++;
            bytesTaken += bytes(next);
        }
        return taken;
    }

    /** The offset after what was taken. */
    long nextAfterTaken() {
        ConsumerRecord<byte[], byte[]> first = buffer.peek();
        return first == null ? confirmedNext : Math.min(first.offset(), confirmedNext);
    }

    ShardView view() {
        return new ShardView(
                partition,
                shard(),
                writer(),
                compacted,
                committedAtStart,
                start,
                decided,
                settled,
                leaderEpoch,
                unpublished(),
                inherited,
                () -> open && !draining);
    }

    /**
     * What is recorded and not published, by this tenure or, where it has not come that far, by those before. From what is decided on, that is also
     * what a batch recorded that was given up half-way.
     */
    List<Pending> unpublished() {
        SortedMap<Long, Pending> all = writer().pendingFrom(decided);
        all.putAll(unpublished);
        inherited.tailMap(decided).forEach((offset, id) -> all.put(offset, new Pending(offset, id)));
        return List.copyOf(all.values());
    }

    void begin(ShardTask next) {
        task = next;
    }

    Optional<ShardTask> task() {
        return Optional.ofNullable(task);
    }

    /** A worker is on the task right now. */
    boolean isTurning() {
        return turning;
    }

    void turning(boolean now) {
        turning = now;
    }

    void taskEnded() {
        task = null;
        messagesTaken = 0;
        bytesTaken = 0;
    }

    /** A batch is decided; what it left alone comes first in the next one. */
    void decided(Batch batch, long now) {
        List<ConsumerRecord<byte[], byte[]>> left = batch.leftOver();
        for (int i = left.size() - 1; i >= 0; i--) {
            buffer.addFirst(left.get(i));
            bufferedBytes += bytes(left.get(i));
        }
        decided = batch.next();
        lastActive = now;
    }

    void out(PublishUnit unit) {
        unitsOut++;
        barriersOut += unit.barrier() ? 1 : 0;
        messagesOut += unit.messages();
        bytesOut += unit.bytes();
        for (Outgoing outgoing : unit.outgoing()) {
            if (outgoing.isStoredWhole()) {
                unpublished.put(outgoing.offset(), outgoing.pending());
                unpublishedBytes += bytes(outgoing);
            }
        }
    }

    /** A unit came back, published with its offset. */
    void published(PublishUnit unit, long now) {
        unitsOut--;
        barriersOut -= unit.barrier() ? 1 : 0;
        messagesOut -= unit.messages();
        bytesOut -= unit.bytes();
        if (!unpublished.isEmpty()) {
            unit.outgoing().forEach(this::isPublished);
        }
        settledTo(unit.next(), unit.leaderEpoch(), now);
        committed = Math.max(committed, unit.next());
    }

    private void isPublished(Outgoing outgoing) {
        if (unpublished.remove(outgoing.offset()) != null) {
            unpublishedBytes -= bytes(outgoing);
        }
    }

    private static int bytes(Outgoing outgoing) {
        return PendingCodec.size(outgoing.id());
    }

    boolean hasUnitsOut() {
        return unitsOut > 0;
    }

    void settledTo(long offset, int epoch, long now) {
        if (offset > settled) {
            settled = offset;
            leaderEpoch = epoch;
        }
        lastActive = now;
    }

    long settled() {
        return settled;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    long committed() {
        return committed;
    }

    /** Whether a unit may go into a round: an older plain commit could otherwise land after it, and set the offset back. */
    boolean mayPublish() {
        return open && !committing && !replacing;
    }

    void replacing(boolean now) {
        replacing = now;
    }

    /** Whether there is an offset to commit without a transaction. */
    boolean needsCommit() {
        return live && !committing && unitsOut == 0 && settled > committed;
    }

    void committing(boolean now) {
        committing = now;
    }

    boolean isCommitting() {
        return committing;
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    boolean isPaused() {
        return paused;
    }

    void paused(boolean now) {
        paused = now;
    }

    long lastActive() {
        return lastActive;
    }

    /** What is committed to Kafka for an offset of this shard. */
    OffsetAndMetadata position(long offset, int epoch) {
        long published = committedAtStart > offset ? committedAtStart : 0;
        String metadata =
                new StoredPosition(incarnation, shard().topicId(), writer().acknowledged(), published).format();
        return new OffsetAndMetadata(offset, epoch < 0 ? Optional.empty() : Optional.of(epoch), metadata);
    }
}
