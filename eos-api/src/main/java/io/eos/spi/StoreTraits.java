package io.eos.spi;

import io.eos.api.Guarantee;
import io.eos.api.Scope;
import java.util.Map;

/**
 * What a store is and can do. Logged at start, shown by the command line, and used by the loop to size its batches.
 *
 * @param name the provider's name, such as {@code jdbc}
 * @param product the storage system and its version, such as {@code H2 2.5}
 * @param guarantee what an acknowledged write is worth
 * @param fencing how an old tenure's write is refused, for each scope that the store supports
 * @param maxResultBytes the longest encoded result ({@link ResultCodec}) in bytes
 * @param maxBatch the most ids that one call takes
 * @param ttlRetention whether the store drops results by age alone, without regard to watermarks
 */
public record StoreTraits(
        String name,
        String product,
        Guarantee guarantee,
        Map<Scope, Fencing> fencing,
        int maxResultBytes,
        int maxBatch,
        boolean ttlRetention) {
    /** How an old tenure's write is refused. */
    public enum Fencing {
        /** In the same atomic step as the write. */
        ATOMIC,
        /** Checked beforehand; the put-if-absent of each id decides what a delayed write can still do. */
        CHECKED
    }

    /**
     * Copies the map.
     *
     * @param name the provider's name, such as {@code jdbc}
     * @param product the storage system and its version, such as {@code H2 2.5}
     * @param guarantee what an acknowledged write is worth
     * @param fencing how an old tenure's write is refused, for each scope that the store supports
     * @param maxResultBytes the longest encoded result ({@link ResultCodec}) in bytes
     * @param maxBatch the most ids that one call takes
     * @param ttlRetention whether the store drops results by age alone, without regard to watermarks
     */
    public StoreTraits {
        fencing = Map.copyOf(fencing);
    }
}
