package io.eos.core;

/** Where a handler's effects go, and therefore which guarantee holds. The names are stored with the processor. */
public enum HandlerKind {
    /** To Kafka: the records that it returns. Exactly once, end to end, with any linearizable store, within retention. */
    TRANSFORM,
    /** Into the result store itself. Exactly once, end to end, within retention. */
    TRANSACT,
    /**
     * Anywhere else. Invoked at least once, never by two nodes while a claim holds, one result recorded; exactly once if the resource
     * applies each idempotency key once.
     */
    HANDLE;

    /** {@return the guarantee in one sentence, as it is logged at start} */
    public String guarantee() {
        return switch (this) {
            case TRANSFORM -> "exactly once, end to end, to Kafka, within retention";
            case TRANSACT -> "exactly once, end to end, into the store, within retention";
            case HANDLE ->
                "invoked at least once, one result; exactly once if the resource applies each idempotency key once";
        };
    }
}
