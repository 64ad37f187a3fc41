package io.eos.core;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What eos writes beside a committed offset, in the commit's metadata: {@code eos:1:INCARNATION:TOPIC-ID:ACKNOWLEDGED}. By it a start
 * tells an offset of its own from one of a group that ran before eos came, of a store that was emptied since, and of a topic that has
 * been recreated since. Immutable.
 *
 * <p>An offset that went back, since the store did, carries {@code :PUBLISHED} as well: how far it was before.
 *
 * @param incarnation the store's for this processor, when the offset was committed
 * @param topicId the id of the topic that the offset belongs to
 * @param acknowledged the last watermark that the store had acknowledged, or -1
 * @param published the offset below which everything was published, where that is beyond the committed one, else 0
 */
record StoredPosition(UUID incarnation, UUID topicId, long acknowledged, long published) {
    private static final String PREFIX = "eos:1:";

    /** The metadata's text: under 130 characters, far below the broker's limit of 4,096 bytes. */
    String format() {
        return PREFIX + incarnation + ":" + topicId + ":" + acknowledged + (published > 0 ? ":" + published : "");
    }

    /** The inverse of {@link #format()}; empty for null, and for metadata that is foreign, damaged or of another version. Never throws. */
    static Optional<StoredPosition> parse(@Nullable String metadata) {
        if (metadata == null || !metadata.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = metadata.substring(PREFIX.length()).split(":", -1);
        if (parts.length < 3 || parts.length > 4) {
            return Optional.empty();
        }
        try {
            StoredPosition position = new StoredPosition(
                    UUID.fromString(parts[0]),
                    UUID.fromString(parts[1]),
                    Long.parseLong(parts[2]),
                    parts.length == 4 ? Long.parseLong(parts[3]) : 0);
            // Both parsers take more than format() writes (1-1-1-1-1, +7); what does not come back the same is not
            // ours.
            return position.acknowledged >= -1
                            && position.published >= 0
                            && position.format().equals(metadata)
                    ? Optional.of(position)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
