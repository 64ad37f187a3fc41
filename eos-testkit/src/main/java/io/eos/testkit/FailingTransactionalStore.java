package io.eos.testkit;

import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.FailurePlan.Operation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * A {@link FailingStore} around a transactional one. Made by {@link FailingStore#around(TransactionalResultStore, FailurePlan)}.
 *
 * <p>A transaction that is delayed has run its work, in a thread of its own, and waits with its commit until {@link FailurePlan#deliver()}; locks that
 * the effects took are held that long. One that is duplicated runs its work twice.
 *
 * @param <R> what effects are made with
 */
public final class FailingTransactionalStore<R> extends FailingStore implements TransactionalResultStore<R> {
    private final TransactionalResultStore<R> store;

    FailingTransactionalStore(TransactionalResultStore<R> store, FailurePlan plan) {
        super(store, plan);
        this.store = store;
    }

    @Override
    public Class<R> resourceType() {
        return store.resourceType();
    }

    @Override
    public TransactionOutcome transact(Tenure tenure, Work<R> work) {
        return call(Operation.TRANSACT, new Transaction(tenure, work));
    }

    @Override
    <T> void delay(Operation operation, Supplier<T> call) {
        // Told apart by its class: of all calls only this one does something of the caller's before it goes on its way.
        if (call instanceof FailingTransactionalStore<?>.Transaction transaction) {
            transaction.delay();
        } else {
            super.delay(operation, call);
        }
    }

    private final class Transaction implements Supplier<TransactionOutcome> {
        private final Tenure tenure;
        private final Work<R> work;

        Transaction(Tenure tenure, Work<R> work) {
            this.tenure = tenure;
            this.work = work;
        }

        @Override
        public TransactionOutcome get() {
            return store.transact(tenure, work);
        }

        /** Runs the work and returns when only the commit is left to do; throws what the transaction threw if it does not come to that. */
        void delay() {
            CountDownLatch arrival = new CountDownLatch(1);
            CompletableFuture<Boolean> waiting = new CompletableFuture<>();
            CompletableFuture<TransactionOutcome> whole = CompletableFuture.supplyAsync(
                    () -> store.transact(tenure, resource -> {
                        Commit commit = work.run(resource);
                        waiting.complete(true);
                        arrival.await();
                        return commit;
                    }),
                    task -> daemon(task).start());
            try {
                CompletableFuture.anyOf(waiting, whole).join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException exception) {
                    throw exception;
                }
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e;
            }
            plan().delay(() -> {
                arrival.countDown();
                unheard(() -> whole.handle((outcome, thrown) -> true).join());
            });
        }

        private static Thread daemon(Runnable task) {
            Thread thread = new Thread(task, "delayed-transaction");
            thread.setDaemon(true);
            return thread;
        }
    }
}
