package io.eos.bench;

import io.eos.api.MessageId;
import java.time.Duration;
import java.util.List;

/** Turns of a fraction of a second, of which only the calls are timed. Stateless. */
final class TimedCalls {
    private static final long TURN_NANOS = Duration.ofMillis(200).toNanos();

    private TimedCalls() {}

    /** Something that is done again and again. */
    interface Call {
        /** Does it, and tells how long that took, without what need not be timed. */
        long nanos() throws Exception;
    }

    /**
     * Ids per second of one turn.
     *
     * @param most how many ids end the turn before its time
     * @param batch how many ids each call takes
     */
    static double rate(long most, int batch, Call call) throws Exception {
        long nanos = 0;
        long ids = 0;
        while (nanos < TURN_NANOS && ids < most) {
            nanos += call.nanos();
            ids += batch;
        }
        return ids * 1e9 / nanos;
    }

    /** How long it took to look these up; throws if others were found than expected, for then that says nothing. */
    static long find(Client client, List<MessageId> ids, int expected) throws Exception {
        long start = System.nanoTime();
        int found = client.find(ids);
        long nanos = System.nanoTime() - start;
        if (found != expected) {
            throw new IllegalStateException("found " + found + " of " + ids.size() + ", not " + expected);
        }
        return nanos;
    }
}
