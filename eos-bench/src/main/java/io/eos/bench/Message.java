package io.eos.bench;

import io.eos.spi.Completion;
import io.eos.spi.ResultCodec;
import java.util.Arrays;
import java.util.Comparator;

/** A message that was never there before, with its result, which is encoded already. Immutable. */
final class Message {
    /** In the order in which batches are written, so that two of them never wait for each other. */
    static final Comparator<Message> BY_ID = (one, other) -> Arrays.compareUnsigned(one.id, other.id);

    private final Completion completion;
    private final byte[] id;
    private final byte[] body;

    Message(Completion completion) {
        this.completion = completion;
        id = completion.id().toBytes();
        body = ResultCodec.encode(completion.result());
    }

    /** What a store of eos takes. */
    Completion completion() {
        return completion;
    }

    /** The id as all stores keep it, for clients that do without eos. */
    byte[] id() {
        return id;
    }

    /** The result as all stores keep it, likewise. */
    byte[] body() {
        return body;
    }

    long offset() {
        return completion.result().source().offset();
    }

    long nonce() {
        return completion.result().nonce();
    }
}
