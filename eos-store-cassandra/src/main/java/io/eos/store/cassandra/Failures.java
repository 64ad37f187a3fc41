package io.eos.store.cassandra;

import com.datastax.driver.core.exceptions.AuthenticationException;
import com.datastax.driver.core.exceptions.BootstrappingException;
import com.datastax.driver.core.exceptions.BusyPoolException;
import com.datastax.driver.core.exceptions.DriverException;
import com.datastax.driver.core.exceptions.NoHostAvailableException;
import com.datastax.driver.core.exceptions.QueryValidationException;
import com.datastax.driver.core.exceptions.UnauthorizedException;
import com.datastax.driver.core.exceptions.UnavailableException;
import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;

/** Says what an error of the driver means. Stateless. */
final class Failures {
    private Failures() {}

    /**
     * Whether a write that ended so may have happened, or may still happen: everything but what is known to come before the first replica was asked.
     *
     * <p>{@code Unavailable} at a serial level is told before Paxos begins; at another level it can be the commit's, which comes after the decision.
     */
    static boolean mayHaveHappened(DriverException error) {
        if (error instanceof UnavailableException unavailable) {
            return !unavailable.getConsistencyLevel().isSerial();
        }
        return !(error instanceof NoHostAvailableException
                || error instanceof BusyPoolException
                || error instanceof BootstrappingException
                || error instanceof AuthenticationException
                || error instanceof QueryValidationException);
    }

    /** What an error that left everything as it was is told as. The driver's messages are not shown: they can hold values. */
    static EosException of(String operation, String address, DriverException error) {
        String what = operation + " at " + address;
        if (error instanceof AuthenticationException) {
            return new InvalidConfigurationException(what + " was refused: wrong user or password");
        }
        if (error instanceof UnauthorizedException) {
            return new InvalidConfigurationException(what + " was refused: the user lacks a permission on the tables");
        }
        if (error instanceof QueryValidationException) {
            return new EosException(
                    what + " was refused as invalid (" + name(error) + "); are the tables those of this release?",
                    error);
        }
        if (error instanceof UnavailableException unavailable) {
            return new StoreUnavailableException(
                    what + " found " + unavailable.getAliveReplicas() + " replicas alive of the "
                            + unavailable.getRequiredReplicas() + " that " + unavailable.getConsistencyLevel()
                            + " needs",
                    error);
        }
        if (error instanceof NoHostAvailableException none) {
            return new StoreUnavailableException(
                    what + " found no node to talk to (tried: "
                            + none.getErrors().keySet() + ")",
                    error);
        }
        return new StoreUnavailableException(what + " failed: " + name(error), error);
    }

    private static String name(Throwable error) {
        return error.getClass().getSimpleName();
    }
}
