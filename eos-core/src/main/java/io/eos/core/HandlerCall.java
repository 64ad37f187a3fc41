package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import org.jspecify.annotations.Nullable;

/** The context of one call of a handler. */
final class HandlerCall implements HandlerContext {
    private final String keyPrefix;
    private final NodeId node;
    private final Item item;
    private final long token;
    private final boolean redelivered;
    private @Nullable Bytes payload;

    /**
     * @param keyPrefix what the id is unique in: the processor, or one of its shards
     */
    HandlerCall(String keyPrefix, NodeId node, Item item, long token, boolean redelivered) {
        this.keyPrefix = keyPrefix;
        this.node = node;
        this.item = item;
        this.token = token;
        this.redelivered = redelivered;
    }

    @Override
    public MessageId messageId() {
        return item.id();
    }

    @Override
    public String idempotencyKey() {
        return keyPrefix + ":" + item.id();
    }

    @Override
    public long fencingToken() {
        return token;
    }

    @Override
    public int attempt() {
        return item.attempts;
    }

    @Override
    public boolean redelivered() {
        return redelivered || item.attempts > 1;
    }

    @Override
    public NodeId node() {
        return node;
    }

    @Override
    public void resultPayload(byte[] value) {
        payload = Bytes.wrap(value);
    }

    @Nullable Bytes payload() {
        return payload;
    }
}
