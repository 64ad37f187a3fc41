package io.eos.core;

import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
import io.eos.core.EosMetrics.CallOutcome;
import io.eos.core.EosMetrics.StoreCall;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Finding;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.PurgeRequest;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Registration;
import io.eos.spi.RenewOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreTraits;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store whose calls are timed, by operation and by how they ended; an operator's calls are not. Thread-safe. */
class MeteredStore implements ResultStore {
    private final ResultStore store;
    private final EosMetrics metrics;

    private MeteredStore(ResultStore store, EosMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /** Decorates a store; one that is transactional stays so. */
    static ResultStore of(ResultStore store, EosMetrics metrics) {
        return store instanceof TransactionalResultStore<?> transactional
                ? transactional(transactional, metrics)
                : new MeteredStore(store, metrics);
    }

    /** Decorates a transactional store. */
    static <R> TransactionalResultStore<R> transactional(TransactionalResultStore<R> store, EosMetrics metrics) {
        return new Transactional<>(store, metrics);
    }

    final <T> T timed(StoreCall call, Supplier<T> work, Function<T, CallOutcome> read) {
        long start = System.nanoTime();
        CallOutcome outcome = CallOutcome.ERROR;
        try {
            T answer = work.get();
            outcome = read.apply(answer);
            return answer;
        } catch (FencedException e) {
            outcome = CallOutcome.FENCED;
            throw e;
        } catch (OutcomeUnknownException e) {
            outcome = CallOutcome.UNKNOWN;
            throw e;
        } catch (StoreUnavailableException e) {
            outcome = CallOutcome.UNAVAILABLE;
            throw e;
        } catch (TransactionalResultStore.WorkFailedException e) {
            outcome = CallOutcome.WORK_FAILED;
            throw e;
        } finally {
            metrics.storeCall(call, outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private <T> T timed(StoreCall call, Supplier<T> work) {
        return timed(call, work, answer -> CallOutcome.OK);
    }

    private void timed(StoreCall call, Runnable work) {
        timed(call, () -> {
            work.run();
            return true;
        });
    }

    @Override
    public StoreTraits traits() {
        return store.traits();
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        return timed(StoreCall.PREFLIGHT, () -> store.preflight(retention));
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        return timed(StoreCall.REGISTER, () -> store.register(spec));
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        timed(StoreCall.AMEND, () -> store.amend(processor, attributes));
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        return timed(StoreCall.ACQUIRE, () -> store.acquire(shard, scope, node));
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        return timed(StoreCall.CLAIM, () -> store.claim(tenure, requests, lease));
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> claims, Duration lease) {
        return timed(StoreCall.RENEW, () -> store.renew(tenure, claims, lease));
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> claims) {
        timed(StoreCall.RELEASE, () -> store.release(tenure, claims));
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        return timed(StoreCall.RECORD, () -> store.record(tenure, completions, checkpoint));
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        return timed(StoreCall.REPLACE, () -> store.replace(tenure, expectedNonce, deadLetter, checkpoint));
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        return timed(StoreCall.FIND, () -> store.find(tenure, ids));
    }

    @Override
    public long purge(PurgeRequest request) {
        return timed(StoreCall.PURGE, () -> store.purge(request));
    }

    @Override
    public StoreAdmin admin() {
        return store.admin();
    }

    @Override
    public void close() {
        store.close();
    }

    /** The same, of a store that can take effects along. */
    private static final class Transactional<R> extends MeteredStore implements TransactionalResultStore<R> {
        private final TransactionalResultStore<R> store;

        Transactional(TransactionalResultStore<R> store, EosMetrics metrics) {
            super(store, metrics);
            this.store = store;
        }

        @Override
        public Class<R> resourceType() {
            return store.resourceType();
        }

        @Override
        public TransactionOutcome transact(Tenure tenure, Work<R> work) {
            return timed(StoreCall.TRANSACT, () -> store.transact(tenure, work), Transactional::outcome);
        }

        private static CallOutcome outcome(TransactionOutcome outcome) {
            if (outcome instanceof TransactionOutcome.Committed) {
                return CallOutcome.OK;
            }
            if (outcome instanceof TransactionOutcome.Conflict) {
                return CallOutcome.CONFLICT;
            }
            return outcome instanceof TransactionOutcome.Victim ? CallOutcome.VICTIM : CallOutcome.REFUSED;
        }
    }
}
