package io.eos.spi;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operator's view of a store: looking things up, and the few changes that no running processor makes. Thread-safe. */
public interface StoreAdmin {
    /**
     * The order of a processor's shards. Topic ids go by their text: {@link java.util.UUID#compareTo} is signed, and no storage system sorts like that.
     */
    Comparator<Shard> SHARD_ORDER =
            Comparator.comparing((Shard shard) -> shard.topicId().toString()).thenComparingInt(Shard::partition);

    /** The most entries that a page takes. */
    int MAX_PAGE = 10_000;

    /** {@return all registered processors, by name} */
    List<Registration> processors();

    /**
     * {@return the shards of a processor that were ever acquired, in {@link #SHARD_ORDER}}
     *
     * @param processor a processor's name
     */
    List<ShardState> shards(String processor);

    /**
     * {@return what is stored for an id: at most one entry in {@code PROCESSOR} scope, one per shard in {@code SHARD} scope}
     *
     * @param processor a processor's name
     * @param id whose entries are wanted
     */
    List<Entry> lookUp(String processor, MessageId id);

    /**
     * {@return entries in the order of their ids, a page at a time}
     *
     * @param processor a processor's name
     * @param state which ones, or null for all
     * @param after the {@link Page#next()} of the page before, or null for the first
     * @param limit how many at most, from 1 to {@link #MAX_PAGE}
     */
    Page list(String processor, @Nullable EntryState state, @Nullable String after, int limit);

    /**
     * Lowers a shard's watermark, clears what is pending beyond it, and bumps the epoch, so that a live tenure is fenced and starts again
     * from there. A watermark that is lower already stays, but the tenure is fenced all the same. A shard that was never acquired is left
     * alone. Safe to repeat: the watermark is the same afterwards, and a tenure that began in between is fenced as well. For messages to be processed again
     * their results must be {@linkplain #forget forgotten} and the consumer group's offset lowered as well, first of all: {@code ./eos rewind}
     * does all three, in that order.
     *
     * @param shard whose watermark is lowered
     * @param watermark the offset from which messages are processed again
     */
    void lowerWatermark(Shard shard, long watermark);

    /**
     * Forgets the results of a shard's messages from an offset on, so that they are processed again. Safe to repeat; a repetition reports
     * what it found itself, so 0 after a call whose answer was lost does not say that nothing was forgotten.
     *
     * @param shard whose messages are meant
     * @param fromOffset the first source offset whose result is forgotten
     * @return how many were forgotten
     */
    long forget(Shard shard, long fromOffset);

    /**
     * Forgets one id, in all shards. Its tokens go on from where they were. Safe to repeat; a repetition reports what it found itself.
     *
     * @param processor a processor's name
     * @param id what is forgotten
     * @return whether there was anything
     */
    boolean erase(String processor, MessageId id);

    /**
     * A shard as it stands.
     *
     * @param epoch the present tenure's
     * @param node the present tenure's
     * @param changedAt the last write, by the store's clock
     */
    record ShardState(Shard shard, long epoch, NodeId node, Checkpoint checkpoint, Instant changedAt) {}

    /** What an id is. */
    enum EntryState {
        /** Claimed, and not done yet. The lease may have run out. */
        CLAIMED,
        /** Done, by the handler. */
        PROCESSED,
        /** Done, as a dead letter. */
        DEAD_LETTER
    }

    /**
     * An id as it stands.
     *
     * @param shard the shard in {@code SHARD} scope, else null
     * @param result null while it is claimed
     * @param token the token of the last claim, or 0
     * @param holder the node that holds the claim or recorded the result
     * @param changedAt the last write, by the store's clock
     */
    record Entry(
            @Nullable Shard shard,
            MessageId id,
            EntryState state,
            @Nullable StoredResult result,
            long token,
            NodeId holder,
            Instant changedAt) {}

    /**
     * A page of entries.
     *
     * @param next where the next page begins, empty at the end; opaque
     */
    record Page(List<Entry> entries, Optional<String> next) {
        /**
         * Copies the list.
         *
         * @param entries in the order of their ids
         * @param next where the next page begins, empty at the end; opaque
         */
        public Page {
            entries = List.copyOf(entries);
        }

        /**
         * Refuses a limit that no page has.
         *
         * @param limit as it was asked for
         * @throws IllegalArgumentException with what is allowed
         */
        public static void checkLimit(int limit) {
            if (limit < 1 || limit > MAX_PAGE) {
                throw new IllegalArgumentException("a page takes 1 to " + MAX_PAGE + " entries, but was " + limit);
            }
        }
    }
}
