package io.eos.core;

import io.eos.core.Settings.OnLostHistory;
import io.eos.core.Settings.StartAt;
import io.eos.spi.Checkpoint;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a tenure starts, from what store and group say. Which of the two is the truth depends on the kind of handler: the one that is
 * written together with the effects.
 */
record StartRule(HandlerKind kind, UUID incarnation, StartAt startAt, Optional<OnLostHistory> onLostHistory) {
    /** What was found on the way, beyond an ordinary start. */
    enum Note {
        /** Nothing. */
        ORDINARY,
        /** Neither store nor group knew the partition. */
        NEW,
        /** A group that ran before eos came. */
        ADOPTED,
        /** The group's offset is of a topic that has been recreated since. */
        TOPIC_MADE_AGAIN,
        /** The store is behind what the group says it once acknowledged. */
        LOST_HISTORY,
        /** The messages from the start on were deleted before they were processed. */
        EXPIRED,
        /** The log ends before the start. */
        TRUNCATED
    }

    /**
     * Where to start.
     *
     * @param committed the offset below which everything was published, 0 if unknown
     * @param stop whether the processor must stop instead
     * @param detail what was found, for the log
     */
    record Start(long offset, long committed, Note note, boolean stop, String detail) {
        Start publishedTo(long published) {
            return new Start(offset, published, note, stop, detail);
        }
    }

    /**
     * The start.
     *
     * @param last what the store has of the shard
     * @param committed the own group's offset, or null
     * @param former what groups of other ids left; it counts as if the own group had committed it
     */
    Start decide(
            Checkpoint last,
            @Nullable OffsetAndMetadata committed,
            FormerGroups.Left former,
            UUID topicId,
            GroupOffsets.Range range) {
        OffsetAndMetadata left = former.furthest();
        boolean further = left != null && offset(committed, topicId) < left.offset();
        Start start = decide(last, further ? left : committed, topicId, range);
        return start.note() == Note.TRUNCATED
                ? start
                : start.publishedTo(Math.max(start.committed(), former.published()));
    }

    /** The offset, or -1 without one, and where it is known to be of another topic. */
    private static long offset(@Nullable OffsetAndMetadata committed, UUID topicId) {
        if (committed == null) {
            return -1;
        }
        return StoredPosition.parse(committed.metadata())
                        .filter(known -> !known.topicId().equals(topicId))
                        .isPresent()
                ? -1
                : committed.offset();
    }

    private Start decide(
            Checkpoint last, @Nullable OffsetAndMetadata committed, UUID topicId, GroupOffsets.Range range) {
        Optional<StoredPosition> position =
                Optional.ofNullable(committed).flatMap(c -> StoredPosition.parse(c.metadata()));
        if (position.isPresent() && !position.get().topicId().equals(topicId)) {
            return within(range, last.hasWatermark() ? last.watermark() : range.first(), 0, Note.TOPIC_MADE_AGAIN, "");
        }
        if (committed == null) {
            long fresh = startAt == StartAt.EARLIEST ? range.first() : range.next();
            return last.hasWatermark()
                    ? within(range, last.watermark(), 0, Note.ORDINARY, "")
                    : within(range, fresh, 0, Note.NEW, "");
        }
        long offset = committed.offset();
        if (position.isEmpty() && !last.hasWatermark()) {
            return within(range, offset, offset, Note.ADOPTED, "");
        }
        Optional<String> lost = position.flatMap(known -> lost(known, last));
        // An offset that eos did not commit says where to start, not what was published.
        long known = position.isPresent() ? offset : 0;
        Start start = lost.isPresent()
                ? lostHistory(last, offset, range, lost.get())
                : within(range, truth(last, offset), known, Note.ORDINARY, "");
        // A replay after a restored backup that was interrupted: the offset went back, what was published stays so.
        long published = position.map(StoredPosition::published).orElse(0L);
        return start.note() == Note.TRUNCATED ? start : start.publishedTo(Math.max(start.committed(), published));
    }

    private long truth(Checkpoint last, long committed) {
        return kind == HandlerKind.TRANSFORM ? Math.max(last.watermark(), committed) : last.watermark();
    }

    private Optional<String> lost(StoredPosition known, Checkpoint last) {
        if (!known.incarnation().equals(incarnation)) {
            return Optional.of("the store was emptied or replaced: the group last worked with its incarnation "
                    + known.incarnation() + ", now it is " + incarnation);
        }
        if (known.acknowledged() > last.watermark()) {
            return Optional.of("the store went back: it acknowledged watermark " + known.acknowledged()
                    + " and now has " + shown(last.watermark()));
        }
        // A committed offset beyond the watermark is none in itself: a dead letter that only its source can bring is
        // published before the
        // watermark passes it. Any other offset was committed after the store acknowledged a watermark at or beyond it.
        return Optional.empty();
    }

    private static String shown(long watermark) {
        return watermark == Checkpoint.NONE ? "none" : Long.toString(watermark);
    }

    private Start lostHistory(Checkpoint last, long committed, GroupOffsets.Range range, String detail) {
        OnLostHistory policy =
                onLostHistory.orElse(kind == HandlerKind.TRANSACT ? OnLostHistory.REPROCESS : OnLostHistory.CONTINUE);
        return switch (policy) {
            case CONTINUE -> within(range, Math.max(last.watermark(), committed), committed, Note.LOST_HISTORY, detail);
            case REPROCESS ->
                within(
                        range,
                        last.hasWatermark() ? last.watermark() : range.first(),
                        committed,
                        Note.LOST_HISTORY,
                        detail);
            case STOP -> new Start(0, committed, Note.LOST_HISTORY, true, detail);
        };
    }

    private static Start within(GroupOffsets.Range range, long offset, long committed, Note note, String detail) {
        if (offset < range.first()) {
            Note said = note == Note.ORDINARY || note == Note.ADOPTED ? Note.EXPIRED : note;
            return new Start(range.first(), committed, said, false, detail + " start " + offset + " below " + range);
        }
        if (offset > range.next()) {
            Note said = note == Note.ORDINARY || note == Note.ADOPTED ? Note.TRUNCATED : note;
            long published = Math.min(committed, range.next());
            return new Start(range.next(), published, said, false, detail + " start " + offset + " above " + range);
        }
        return new Start(offset, committed, note, false, detail);
    }
}
