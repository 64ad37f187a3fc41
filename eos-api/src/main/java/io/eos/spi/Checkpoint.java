package io.eos.spi;

import java.util.List;

/**
 * How far a shard has come, written under a tenure.
 *
 * <p>The store applies a checkpoint only if all of these hold, in the same atomic step as the results that come with it:
 * the shard's epoch and nonce are the tenure's; the stored {@code sequence} is not above this one (a delayed write of the
 * same tenure can arrive after its successor); the stored watermark is at least {@code acknowledged} (a lower one means that
 * the store went back to an earlier history). Otherwise the checkpoint is not
 * written and {@code FencedException} is thrown. Where not all results that come with it are recorded, its watermark is not written
 * ({@link #heldAt}). Where results and checkpoint are more than one step (a store that is {@code CHECKED}, or a call that is larger than one
 * step), {@code pending} is written before the results that it newly names.
 *
 * @param sequence counts the writes of one tenure, from 1; a write whose outcome is unknown is repeated under the next number, so that the first
 *     one changes nothing should it still be on its way; 0 in a shard that only was acquired
 * @param acknowledged the last watermark that the store acknowledged to this tenure, or {@link #NONE}; a condition rather than a state, so
 *     that a store need not keep it: in a checkpoint that comes from a store it is the watermark
 * @param watermark all offsets below it are settled; {@link #NONE} where none was ever written
 * @param leaderEpoch the leader epoch of the record before the watermark, or -1 if unknown
 * @param pending what is recorded and not yet published, in the order of offsets; it replaces what was stored before. Every store takes as many
 *     as {@link #MAX_PENDING_BYTES} hold
 */
public record Checkpoint(long sequence, long acknowledged, long watermark, int leaderEpoch, List<Pending> pending) {
    /** The watermark of a shard that never had one. */
    public static final long NONE = -1;

    /** How long {@code pending} may be, in the form of {@link PendingCodec}: the loop writes no longer ones. */
    public static final int MAX_PENDING_BYTES = 384 << 10;

    /** What a shard has before the first write. */
    public static final Checkpoint EMPTY = new Checkpoint(0, NONE, NONE, -1, List.of());

    /**
     * Copies the list.
     *
     * @param sequence counts the writes of one tenure, from 1; a write whose outcome is unknown is repeated under the next number, so that
     *     the first one changes nothing should it still be on its way; 0 in a shard that only was acquired
     * @param acknowledged the last watermark that the store acknowledged to this tenure, or {@link #NONE}; a condition rather than a state,
     *     so that a store need not keep it: in a checkpoint that comes from a store it is the watermark
     * @param watermark all offsets below it are settled; {@link #NONE} where none was ever written
     * @param leaderEpoch the leader epoch of the record before the watermark, or -1 if unknown
     * @param pending what is recorded and not yet published, in the order of offsets; it replaces what was stored before
     */
    public Checkpoint {
        pending = List.copyOf(pending);
    }

    /**
     * {@return what {@link StoreAdmin#lowerWatermark} leaves of it} Of no tenure, so that the next one counts its writes from the beginning; a
     * watermark that is lower already stays.
     *
     * @param offset from which messages are processed again
     */
    public Checkpoint loweredTo(long offset) {
        long lowered = Math.min(watermark, offset);
        int epoch = offset < watermark ? -1 : leaderEpoch;
        return new Checkpoint(
                0,
                lowered,
                lowered,
                epoch,
                pending.stream().filter(each -> each.offset() < offset).toList());
    }

    /**
     * {@return what is written of it where not all results that came with it are recorded: sequence and pending, while the watermark stays}
     *
     * @param stored the shard's present checkpoint
     */
    public Checkpoint heldAt(Checkpoint stored) {
        return new Checkpoint(sequence, acknowledged, stored.watermark(), stored.leaderEpoch(), pending);
    }

    /** {@return whether a watermark was ever written} */
    public boolean hasWatermark() {
        return watermark != NONE;
    }
}
