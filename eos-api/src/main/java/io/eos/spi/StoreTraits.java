package io.eos.spi;

import io.eos.api.Guarantee;
import io.eos.api.Scope;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a store is and can do. Logged at start, shown by the command line, and used by the loop to size its batches.
 *
 * @param name the {@linkplain ResultStoreProvider#name() provider's name}, such as {@code jdbc}
 * @param product the storage system and its version, such as {@code H2 2.5}
 * @param guarantee what an acknowledged write is worth
 * @param fencing how an old tenure's write is refused, for each scope that the store supports
 * @param maxResultBytes the longest encoded result ({@link ResultCodec}) in bytes; 65,536 or more
 * @param maxBatch the most ids that one call takes; 100 or more
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
        /**
         * Checked beforehand; the put-if-absent of each id decides what a delayed write can still do. Before the first result of a batch
         * is put, its checkpoint's sequence and {@code pending} are written under the checkpoint's conditions: an owner that comes after a
         * half-done batch must find each result that may be unpublished. One that is pending and has no result is harmless.
         */
        CHECKED
    }

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final int LEAST_BATCH = 100;

    /**
     * Copies the map, and checks the name and the batch.
     *
     * @param name the {@linkplain ResultStoreProvider#name() provider's name}, such as {@code jdbc}
     * @param product the storage system and its version, such as {@code H2 2.5}
     * @param guarantee what an acknowledged write is worth
     * @param fencing how an old tenure's write is refused, for each scope that the store supports
     * @param maxResultBytes the longest encoded result ({@link ResultCodec}) in bytes; 65,536 or more
     * @param maxBatch the most ids that one call takes; 100 or more
     * @param ttlRetention whether the store drops results by age alone, without regard to watermarks
     */
    public StoreTraits {
        fencing = Map.copyOf(fencing);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the store's name was '" + name
                    + "' but must be lower-case letters, digits and hyphens, and start with a letter");
        }
        if (maxBatch < LEAST_BATCH) {
            throw new IllegalArgumentException(
                    "maxBatch of the store '" + name + "' was " + maxBatch + " but must be at least " + LEAST_BATCH);
        }
    }
}
