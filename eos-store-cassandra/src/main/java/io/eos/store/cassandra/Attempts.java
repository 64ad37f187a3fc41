package io.eos.store.cassandra;

import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call at a conditional write: how many there are, and what is told when they come to nothing. Not thread-safe.
 *
 * <p>An attempt that was refused is made again on what is there now. So is one whose answer was lost, since what it carries (a nonce, a token, the number of a
 * checkpoint) makes it recognisable, and its conditions keep it from happening twice. Once an answer was lost, or a part was written, a store that cannot be
 * reached is an unknown outcome.
 */
final class Attempts {
    private static final int MOST_REFUSED = 200;
    private static final int MOST_UNKNOWN = 2;
    private static final long LONGEST_PAUSE_MICROS = 20_000;

    private final String operation;
    private final String address;
    private int refused;
    private int unknown;
    private boolean happened;

    Attempts(String operation, String address) {
        this.operation = operation;
        this.address = address;
    }

    /** Makes a part of an attempt. */
    <T> T run(Supplier<T> part) {
        try {
            return part.get();
        } catch (EosException e) {
            if (happened && failed(e)) {
                throw unknownOutcome(e);
            }
            throw e;
        }
    }

    /** Whether it came of the storage system, rather than of what is stored. */
    private static boolean failed(EosException e) {
        return e instanceof StoreUnavailableException
                || e instanceof InvalidConfigurationException
                || e.getClass() == EosException.class;
    }

    /** Begins another write of the same call, with as many attempts. */
    void next() {
        refused = 0;
        unknown = 0;
    }

    /** Something of the call was written, or may have been. */
    void happened() {
        happened = true;
    }

    /** Goes on after an attempt that did not bring it about. */
    void again(Calls.Applied applied) {
        if (applied == Calls.Applied.UNKNOWN) {
            happened = true;
            if (++unknown > MOST_UNKNOWN) {
                throw unknownOutcome(null);
            }
        } else if (++refused > MOST_REFUSED) {
            String crowded = operation + " at " + address + " was refused " + refused
                    + " times, since others wrote the same rows meanwhile";
            throw happened ? new OutcomeUnknownException(crowded) : new StoreUnavailableException(crowded);
        }
        // Who was refused met others: they must not meet again.
        long most = Math.min(LONGEST_PAUSE_MICROS, 500L << Math.min(refused + unknown, 10));
        LockSupport.parkNanos(
                TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(most)));
    }

    private OutcomeUnknownException unknownOutcome(@Nullable Throwable cause) {
        return new OutcomeUnknownException(
                operation + " at " + address + " was not answered: it may have happened, or may still happen", cause);
    }
}
