package io.eos.core;

import java.util.List;

/**
 * Keeps the watermark of {@code transact} and {@code handle} from passing a dead letter that is too large to be stored whole: until it
 * is published, only a redelivery of its source can bring its content. Such a message ends its batch, and the watermark stays at it.
 */
final class Barrier {
    private Barrier() {}

    /** Ends the batch before its first such message, or right after it if that is all that is left to do. */
    static void cutAt(Batch batch) {
        List<Item> items = batch.items();
        boolean settledBefore = true;
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (holds(batch, item)) {
                batch.cut(settledBefore ? i + 1 : i);
                return;
            }
            settledBefore &= !item.open() && item.fate != Item.Fate.COMPUTED;
        }
    }

    /**
     * The watermark once a group of messages is settled, all others that are not open being settled already.
     *
     * @param group in the order of the batch
     */
    static long watermark(Batch batch, List<Item> group) {
        int next = 0;
        for (Item item : batch.items()) {
            boolean inGroup = next < group.size() && group.get(next) == item;
            next += inGroup ? 1 : 0;
            boolean settled = inGroup || (!item.open() && item.fate != Item.Fate.COMPUTED);
            if (!settled || holds(batch, item)) {
                return item.source.offset();
            }
        }
        return batch.next();
    }

    private static boolean holds(Batch batch, Item item) {
        return switch (item.fate) {
            case OPEN -> item.condemned && Batch.holdsWatermark(item.result());
            case COMPUTED, RECORDED -> Batch.holdsWatermark(item.result());
            case REPLAYED -> Batch.holdsWatermark(item.result()) && batch.publishes(item);
            case DUPLICATE, UNRECORDED -> false;
        };
    }
}
