package io.eos.servers;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for a condition up to a deadline. Stateless. */
final class Await {

    private static final long POLL_MILLIS = 20;

    private Await() {}

    /** A condition that may fail with any exception: a failure counts as "not yet" and is told when time runs out. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns once the condition holds.
     *
     * @param what what is awaited, for the message
     * @param detail text for the end of the message, such as the tail of a log
     * @throws ServerException if time runs out, or at once if the condition throws one
     */
    static void until(String what, Duration timeout, Condition condition, Supplier<String> detail) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Exception last = null;
        do {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (ServerException e) {
                throw e;
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            } catch (Exception e) {
                last = e;
            }
            pause(what);
        } while (System.nanoTime() < deadline);
        String message = what + ": not within " + timeout + detail.get();
        throw last == null ? new ServerException(message) : new ServerException(message, last);
    }

    static ServerException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ServerException(what + ": interrupted", e);
    }

    private static void pause(String what) {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }
}
