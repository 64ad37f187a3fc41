package io.eos.core;

import java.util.List;

/**
 * The steps of the protocol, in the order in which a message meets them. A crash can come right after each; {@code
 * docs/protocol.md} says what then happens, and a test crashes at each one.
 */
enum Step {
    /** The store issued a tenure for the shard. */
    ACQUIRED,
    /** The start is written to the store as its watermark. */
    START_RECORDED,
    /** The start is written to Kafka as the group's offset; work begins. */
    START_COMMITTED,
    /** A batch was polled and goes to a worker. */
    POLLED,
    /** The batch's message ids are known. */
    IDENTIFIED,
    /** The store said which messages have results. */
    LOOKED_UP(HandlerKind.TRANSFORM, HandlerKind.TRANSACT),
    /** The store granted claims. */
    CLAIMED(HandlerKind.HANDLE),
    /** The handler returned for one message; its effect is done, or made and not committed. */
    HANDLED,
    /** Results are recorded; with transact: effects, results and watermark are committed. */
    RECORDED,
    /** The outcome was compared with what the store holds. */
    CHECKED,
    /** A Kafka transaction with outputs or dead letters was committed, with the offsets in it. */
    PUBLISHED,
    /** Offsets were committed without a transaction. */
    OFFSETS_COMMITTED(HandlerKind.TRANSACT, HandlerKind.HANDLE),
    /** An idle or revoked shard wrote its watermark by itself; the other kinds write it with their results. */
    WATERMARK_FLUSHED(HandlerKind.TRANSFORM);

    private final boolean transform;
    private final boolean transact;
    private final boolean handle;

    Step() {
        this(HandlerKind.TRANSFORM, HandlerKind.TRANSACT, HandlerKind.HANDLE);
    }

    Step(HandlerKind... kinds) {
        List<HandlerKind> concerned = List.of(kinds);
        transform = concerned.contains(HandlerKind.TRANSFORM);
        transact = concerned.contains(HandlerKind.TRANSACT);
        handle = concerned.contains(HandlerKind.HANDLE);
    }

    /** Whether this kind of handler meets the step. */
    boolean concerns(HandlerKind kind) {
        return switch (kind) {
            case TRANSFORM -> transform;
            case TRANSACT -> transact;
            case HANDLE -> handle;
        };
    }
}
