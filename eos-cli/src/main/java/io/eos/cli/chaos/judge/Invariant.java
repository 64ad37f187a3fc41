package io.eos.cli.chaos.judge;

/** What must hold whatever happens. The names are those of the design. */
public enum Invariant {
    /** Nothing lost. */
    I1("every message that was consumed has a result"),
    /** One result for each id. */
    I2("one result for each id, never changed afterwards"),
    /** Tokens and epochs. */
    I3("tokens strictly increase for each id, epochs for each partition"),
    /** Fencing. */
    I4("nothing written under an old epoch or token changes anything"),
    /** Offsets. */
    I5("the committed offset never passes a message that is not settled"),
    /** Exactly once in the store and in Kafka. */
    I6("transact: one entry for each id; transform: one output for each id"),
    /** Effects elsewhere. */
    I7("handle: once where each key is applied once, else again only when told so"),
    /** Order. */
    I8("messages of a partition take effect in the order of their offsets"),
    /** Recovery. */
    I9("after the fault the backlog drains without help"),
    /** Size. */
    I10("the store's size is bounded by retention");

    private final String promise;

    Invariant(String promise) {
        this.promise = promise;
    }

    /** What it says. */
    public String promise() {
        return promise;
    }
}
