package io.eos.store.cassandra;

import io.eos.api.MessageId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one id of a batch, by what its row holds. Stateless.
 *
 * @param <Q> what is asked for one id
 * @param <O> what becomes of it
 */
interface Rule<Q, O> {
    MessageId id(Q request);

    /** Whether the first attempt is made on a guess, so that the usual case costs one round trip. */
    boolean guesses();

    /** What the row most likely holds; null for nothing. */
    @Nullable IdRow guess(Q request);

    /** Whether an outcome keeps the watermark from moving. */
    default boolean holds(O outcome) {
        return false;
    }

    /** Decides, by what the row holds; null for nothing. */
    Step<O> decide(Q request, @Nullable IdRow present, Moment moment);

    /**
     * What a decision goes by besides.
     *
     * @param now the server's clock in milliseconds; unknown where the row was guessed
     * @param freshToken draws a token that is greater than those of ids whose rows are gone
     */
    record Moment(long now, LongSupplier freshToken) {}

    /**
     * A decision.
     *
     * @param outcome if the write is applied
     * @param write null if there is nothing to write
     */
    record Step<O>(O outcome, @Nullable RowWrite write) {
        static <O> Step<O> of(O outcome) {
            return new Step<>(outcome, null);
        }
    }
}
