package io.eos.core;

import io.eos.api.MessageId;
import io.eos.api.NodeId;

/** What a handler is told about the message besides its content. Good only during the call, on its thread. */
public interface HandlerContext {
    /** {@return the message's id} */
    MessageId messageId();

    /**
     * {@return a key that is the same for every delivery of this message, on every node: give it to resources that apply each key once} It
     * starts with the processor's name, so that two processors never share one; in {@code SHARD} scope topic id and partition follow, since there
     * the same id in another partition is another message.
     */
    String idempotencyKey();

    /**
     * {@return a number that only grows for this message id: a resource that refuses lower ones than it has seen keeps a zombie from acting
     * after its successor} 0 for {@code transform} and {@code transact}, which need none; the same for all attempts of one delivery; in {@code
     * compensate} that of the call to undo.
     */
    long fencingToken();

    /**
     * {@return how often the handler was called for this delivery, this call included: from 1} With {@code transact} the call in a
     * transaction with other messages counts too, although it does not count against {@code handler-retries}.
     */
    int attempt();

    /**
     * {@return whether an earlier call, perhaps on another node, may have had its effect: it was begun and its end is not known, or it
     * failed} With {@code transform} and {@code transact} what it returned, or did through its resource, is undone in any case.
     */
    boolean redelivered();

    /** {@return the node that runs the handler} */
    NodeId node();

    /**
     * Sets the payload of the message's recorded result, for {@code compensate} and for operators. The last call counts; the array is
     * handed over.
     *
     * @param payload within the store's limit for a result, or the message becomes a dead letter
     */
    void resultPayload(byte[] payload);
}
