package io.eos.spi;

import io.eos.api.MessageId;

/**
 * A request for the right to process one message.
 *
 * @param id the message
 * @param nonce a random number; the same request repeated with the same nonce gets the same grant again
 * @param takeOver whether a claim that an <em>older epoch of the same shard</em> holds is taken over at once, without waiting for its lease
 */
public record ClaimRequest(MessageId id, long nonce, boolean takeOver) {}
