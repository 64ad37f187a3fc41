package io.eos.servers;

import java.time.Duration;

/** What a {@link FaultProxy} does to a connection. Immutable. */
public sealed interface Fault {
    /** Nothing: bytes pass both ways. */
    Fault PASS = new Pass();

    /** New connections are closed at once, as by a machine where nothing listens; open ones are reset. */
    Fault REFUSE = new Refuse();

    /** Connections are accepted and nothing passes either way, as when a cable is cut: nobody is told. */
    Fault SILENCE = new Silence();

    /** Requests arrive and are carried out, and no answer comes back: what happened is unknown to the client. */
    Fault DROP_REPLIES = new DropReplies();

    /** Bytes pass both ways. */
    record Pass() implements Fault {}

    /** New connections are closed at once; open ones are reset. */
    record Refuse() implements Fault {}

    /** Nothing passes either way. */
    record Silence() implements Fault {}

    /** Only requests pass. */
    record DropReplies() implements Fault {}

    /**
     * What the client sends arrives late, and in order, piece by piece: a piece sets out when the one before has arrived, so large requests
     * are slow.
     *
     * @param by how late
     */
    record Delay(Duration by) implements Fault {}

    /**
     * What the server answers arrives late, and in order, as across a network: what comes meanwhile is under way at the same time. So a round
     * trip takes longer, and no more than that.
     *
     * @param by how late
     */
    record Latency(Duration by) implements Fault {}

    /**
     * What both sides send arrives a byte at a time.
     *
     * @param pause how long after each byte
     */
    record Trickle(Duration pause) implements Fault {
        /** One byte a second. */
        public static Trickle bytePerSecond() {
            return new Trickle(Duration.ofSeconds(1));
        }
    }

    /**
     * The connection ends in good order once so many bytes of answers have passed, perhaps in the middle of one.
     *
     * @param afterBytes of answers
     */
    record Cut(long afterBytes) implements Fault {}

    /**
     * As {@link Cut}, with a TCP reset to both sides.
     *
     * @param afterBytes of answers
     */
    record Reset(long afterBytes) implements Fault {}

    /**
     * As {@link Cut}, and only the answers end: the server goes on reading what the client sends.
     *
     * @param afterBytes of answers
     */
    record HalfClose(long afterBytes) implements Fault {}
}
