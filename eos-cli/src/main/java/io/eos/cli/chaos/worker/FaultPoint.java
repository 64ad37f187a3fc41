package io.eos.cli.chaos.worker;

import java.util.Random;

/** Where in the life of a message a worker is killed or frozen, in the order in which a message comes by. */
public enum FaultPoint {
    /** The records of a poll are there, and nothing is done with them. */
    AFTER_POLL(true, "after a poll", 2),
    /** The claim, or with the other handlers the look-up, is on its way: the store may or may not get it. */
    CLAIM_SENT(false, "when claim or look-up is sent", 4),
    /** Its answer is there. */
    CLAIM_ACKNOWLEDGED(true, "when claim or look-up is answered", 4),
    /** The handler was called, and has made no effect. */
    MID_HANDLER(true, "in the handler, before its effect", 20),
    /** The handler has made its effect. */
    EFFECT_DONE(true, "in the handler, after its effect", 20),
    /** The result is on its way: the store may or may not get it. */
    RESULT_SENT(false, "when the result is sent", 4),
    /** Its answer is there. */
    RESULT_ACKNOWLEDGED(true, "when the result is acknowledged", 4),
    /** The broker has the offset; with transform, the outputs of a transaction that is open. */
    OFFSET_SENT(true, "when offset or outputs are with the broker", 3);

    private final boolean held;
    private final String title;
    private final int mostPasses;

    FaultPoint(boolean held, String title, int mostPasses) {
        this.held = held;
        this.title = title;
        this.mostPasses = mostPasses;
    }

    public String title() {
        return title;
    }

    /** How often a worker passes here before the fault. */
    public int drawPasses(Random random) {
        return random.nextInt(mostPasses);
    }

    /** Whether the worker goes no further until the fault has struck; else it strikes within milliseconds. */
    boolean held() {
        return held;
    }
}
