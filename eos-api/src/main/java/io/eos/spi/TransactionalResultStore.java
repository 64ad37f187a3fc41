package io.eos.spi;

import io.eos.api.EosException;
import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import java.util.List;
import java.util.Map;

/**
 * A store that can apply a handler's effects in the same transaction as the results.
 *
 * @param <R> what the handler makes its effects with, such as {@code java.sql.Connection}
 */
public interface TransactionalResultStore<R> extends ResultStore {
    /** {@return the class of what handlers are given} */
    Class<R> resourceType();

    /**
     * Runs the work in a transaction, then, in this order: inserts the results it returns (a conflict rolls everything back), writes the
     * checkpoint under the tenure's guard, and commits. No lock of the store's own is held while the work runs.
     *
     * <p>The resource is good only inside the work, on its thread. It refuses whatever would end the transaction early, and an attempt
     * makes the outcome {@code Refused} even if the work swallowed the error.
     *
     * @param tenure the shard's present one
     * @param work makes the effects; run again by a later call if this one does not commit
     * @return what became of the transaction
     * @throws FencedException as {@link ResultStore#record} does; everything is rolled back
     * @throws WorkFailedException if the work threw and the store itself is well; everything is rolled back
     * @throws StoreUnavailableException if the store failed; nothing happened
     * @throws OutcomeUnknownException if the answer to the commit was lost
     */
    TransactionOutcome transact(Tenure tenure, Work<R> work);

    /** What is done inside a transaction. */
    @FunctionalInterface
    interface Work<R> {
        /**
         * Makes the effects, and says what to record with them.
         *
         * @param resource the transaction, for this call only
         * @return the results and the checkpoint that belong to the effects
         * @throws Exception to have everything rolled back
         */
        Commit run(R resource) throws Exception;
    }

    /** What is recorded with the effects. Completions carry no token here. */
    record Commit(List<Completion> completions, Checkpoint checkpoint) {
        /**
         * Copies the list.
         *
         * @param completions each id once
         * @param checkpoint how far the shard is with them
         */
        public Commit {
            completions = List.copyOf(completions);
        }
    }

    /** What became of a transaction. */
    sealed interface TransactionOutcome {
        /**
         * Effects, results and checkpoint are durable: by this transaction, or by an earlier one with the same nonces whose answer was
         * lost; then the effects that were made anew are rolled back. A transaction without results has no nonce to be known by: a store that
         * sends one again by itself must know it by its checkpoint, of whose sequence number there is no other.
         */
        record Committed() implements TransactionOutcome {}

        /**
         * Results of these ids were there first; everything was rolled back. Run the others again.
         *
         * @param existing the results that count, by id; never empty
         */
        record Conflict(Map<MessageId, StoredResult> existing) implements TransactionOutcome {
            /**
             * Copies the map.
             *
             * @param existing the results that count, by id; never empty
             */
            public Conflict {
                existing = Map.copyOf(existing);
            }
        }

        /**
         * The store chose this transaction as a victim (deadlock, serialization failure, lock timeout); everything was rolled back. Run
         * it again.
         */
        record Victim(String reason) implements TransactionOutcome {}

        /**
         * The work did what it must not: ended the transaction by itself, or swallowed an error after which the transaction cannot
         * be committed. Everything that could be was rolled back.
         */
        record Refused(String reason) implements TransactionOutcome {}
    }

    /** What the work threw, as the cause. */
    class WorkFailedException extends EosException {
        /**
         * The exception that left the work.
         *
         * @param cause what the work threw
         */
        public WorkFailedException(Exception cause) {
            super("the work inside the transaction failed: " + cause.getClass().getName(), cause);
        }
    }
}
