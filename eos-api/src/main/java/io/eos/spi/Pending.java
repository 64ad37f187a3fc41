package io.eos.spi;

import io.eos.api.MessageId;

/**
 * A result that is recorded and of which something is still to be published.
 *
 * @param offset the offset of the message in the shard's partition
 * @param id the id under which its result is recorded
 */
public record Pending(long offset, MessageId id) {}
