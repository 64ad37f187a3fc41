package io.eos.store.zookeeper;

import io.eos.api.FencedException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import java.time.Duration;

/**
 * Runs what the store is asked for, again where somebody else was faster or an answer was lost. Thread-safe.
 *
 * <p>Repeating is safe because of what is repeated: each attempt after the first looks first, knows its own earlier write by its nonce, and
 * writes under the versions that it saw, so that of two copies of a write no more than one changes anything.
 */
final class CallRunner {
    /** Each lost race means that somebody else got something done. */
    private static final int ATTEMPTS = 200;

    private final String store;
    private final Duration patience;

    /** @param store the address without secrets, for messages */
    CallRunner(String store, Duration patience) {
        this.store = store;
        this.patience = patience;
    }

    /** What is tried. */
    @FunctionalInterface
    interface Attempt<T> {
        T run(Call call);
    }

    <T> T run(String operation, Attempt<T> attempt) {
        Call call = new Call(operation, patience);
        while (true) {
            boolean last = call.nextAttempt() == ATTEMPTS;
            try {
                return attempt.run(call);
            } catch (LostRaceException e) {
                if (last) {
                    throw call.mayHaveHappened()
                            ? unknown(call, e)
                            : new StoreUnavailableException(
                                    operation + " at " + store + " lost " + ATTEMPTS + " races in a row: "
                                            + e.getMessage(),
                                    e);
                }
            } catch (LostReplyException e) {
                call.setMayHaveHappened();
                if (last || call.left().isNegative()) {
                    throw unknown(call, e);
                }
            } catch (StoreUnavailableException | FencedException | IllegalStateException e) {
                // Of an earlier write it is not known whether it happened before this.
                throw call.mayHaveHappened() ? unknown(call, e) : e;
            }
        }
    }

    private OutcomeUnknownException unknown(Call call, Exception cause) {
        return new OutcomeUnknownException(
                call.operation() + " has an unknown outcome at " + store + ": its answer was lost", cause);
    }
}
