package io.eos.spi;

import java.time.Duration;

/**
 * A request to remove what is older than the retention.
 *
 * @param processor whose results
 * @param retention how long results are kept after they were recorded, by the store's clock
 * @param limit how many entries one call removes at most; the caller repeats until fewer come back
 */
public record PurgeRequest(String processor, Duration retention, int limit) {
    /**
     * Checks that retention and limit are positive.
     *
     * @param processor whose results
     * @param retention how long results are kept after they were recorded, by the store's clock
     * @param limit how many entries one call removes at most; the caller repeats until fewer come back
     */
    public PurgeRequest {
        if (retention.isNegative() || retention.isZero() || limit < 1) {
            throw new IllegalArgumentException(
                    "retention and limit must be positive, but were " + retention + " and " + limit);
        }
    }
}
