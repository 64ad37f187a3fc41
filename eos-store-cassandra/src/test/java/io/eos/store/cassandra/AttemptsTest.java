package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.EosException;
import io.eos.api.FencedException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.store.cassandra.Calls.Applied;
import org.junit.jupiter.api.Test;

/** What is told of a call that did not come to an end. */
class AttemptsTest {
    private final Attempts attempts = new Attempts("a record", "somewhere");

    @Test
    void afterSomethingHappenedNothingIsToldAsNothing() {
        assertEnds(new StoreUnavailableException("away"), StoreUnavailableException.class);
        assertEnds(new EosException("invalid"), EosException.class);
        attempts.happened();
        attempts.next();
        assertEnds(new StoreUnavailableException("away"), OutcomeUnknownException.class);
        assertEnds(new EosException("invalid"), OutcomeUnknownException.class);
        assertEnds(new InvalidConfigurationException("no permission"), OutcomeUnknownException.class);
        assertEnds(new FencedException("another epoch"), FencedException.class);
    }

    @Test
    void theThirdLostAnswerIsTheLast() {
        attempts.again(Applied.UNKNOWN);
        attempts.again(Applied.UNKNOWN);
        assertThatThrownBy(() -> attempts.again(Applied.UNKNOWN)).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void whoIsRefusedForEverIsToldWhetherAPartHappened() {
        refuse();
        assertThatThrownBy(() -> attempts.again(Applied.REFUSED)).isInstanceOf(StoreUnavailableException.class);
        attempts.next();
        attempts.happened();
        refuse();
        assertThatThrownBy(() -> attempts.again(Applied.REFUSED)).isInstanceOf(OutcomeUnknownException.class);
    }

    private void refuse() {
        for (int i = 0; i < 200; i++) {
            attempts.again(Applied.REFUSED);
        }
    }

    private void assertEnds(EosException with, Class<? extends EosException> told) {
        assertThatThrownBy(() -> attempts.run(() -> {
                    throw with;
                }))
                .isExactlyInstanceOf(told);
    }
}
