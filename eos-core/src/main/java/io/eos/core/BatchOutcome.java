package io.eos.core;

import io.eos.api.ResultStatus;
import java.util.List;

/**
 * What a batch came to, added up by the worker that decided it: the items are at hand there, and the poll thread, of which there is one, need
 * not look at each of them again.
 *
 * @param outgoing what it publishes, in the order of offsets
 * @param messages how many it settles
 * @param bytes of their keys and values, and of those of outputs that are no copies
 * @param processed how many of them were processed by this node
 * @param deadLettered how many of them became dead letters by this node
 * @param rolledBack how many results of this node lost against another's
 */
record BatchOutcome(
        List<Outgoing> outgoing, int messages, long bytes, int processed, int deadLettered, int rolledBack) {
    static BatchOutcome of(List<Item> items, List<Outgoing> outgoing) {
        long bytes = outgoing.stream().mapToLong(Outgoing::ownBytes).sum();
        int processed = 0;
        int deadLettered = 0;
        int rolledBack = 0;
        for (Item item : items) {
            bytes += ShardLane.bytes(item.raw);
            rolledBack += item.rolledBack ? 1 : 0;
            if (item.fate == Item.Fate.RECORDED || item.fate == Item.Fate.UNRECORDED) {
                boolean dead = item.result().status() == ResultStatus.DEAD_LETTER;
                deadLettered += dead ? 1 : 0;
                processed += dead ? 0 : 1;
            }
        }
        return new BatchOutcome(outgoing, items.size(), bytes, processed, deadLettered, rolledBack);
    }

    /** How many messages were settled already. */
    int skipped() {
        return messages - processed - deadLettered;
    }
}
