package io.eos.testkit;

import io.eos.api.EosException;
import io.eos.api.FencedException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoreUnavailableException;
import io.eos.api.StoredResult;
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
import io.eos.testkit.FailurePlan.Failure;
import io.eos.testkit.FailurePlan.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store that fails on purpose, by a {@link FailurePlan}, around one that does not.
 *
 * <p>One instance stands for one node's connection: after a simulated crash each of its calls crashes, so that no thread of the "dead" node
 * reaches the store any more, while other instances around the same store go on. The operator's view ({@link #admin()}), {@link #traits()} and
 * {@link #close()} never fail. Thread-safe as what it wraps.
 */
public class FailingStore implements ResultStore {
    private final ResultStore store;
    private final FailurePlan plan;
    private volatile boolean crashed;

    FailingStore(ResultStore store, FailurePlan plan) {
        this.store = store;
        this.plan = plan;
    }

    /**
     * {@return a failing store around any store}
     *
     * @param store what calls are forwarded to
     * @param plan which calls fail, and how
     */
    public static FailingStore around(ResultStore store, FailurePlan plan) {
        return new FailingStore(store, plan);
    }

    /**
     * {@return a failing store around one that is transactional, which it is too}
     *
     * @param <R> what handlers are given
     * @param store what calls are forwarded to
     * @param plan which calls fail, and how
     */
    public static <R> FailingTransactionalStore<R> around(TransactionalResultStore<R> store, FailurePlan plan) {
        return new FailingTransactionalStore<>(store, plan);
    }

    /** {@return whether it crashed} */
    public final boolean crashed() {
        return crashed;
    }

    /** Makes a call as the plan says. */
    final <T> T call(Operation operation, Supplier<T> call) {
        if (crashed) {
            throw new SimulatedCrash("earlier; " + operation + " comes from a dead process");
        }
        Optional<Failure> failure = plan.next(operation);
        if (failure.isEmpty()) {
            return call.get();
        }
        return switch (failure.get()) {
            case BEFORE -> throw new StoreUnavailableException(operation + " failed on purpose, before it was applied");
            case AFTER -> {
                try {
                    T unused = call.get();
                } catch (FencedException e) {
                    // A refusal is an answer too, and is lost as any other.
                }
                throw unknown(operation);
            }
            case DELAYED -> {
                delay(operation, call);
                throw unknown(operation);
            }
            case DUPLICATED -> {
                T unused = call.get();
                yield call.get();
            }
            case CRASH_BEFORE -> {
                crashed = true;
                throw new SimulatedCrash("before " + operation);
            }
            case CRASH_AFTER -> {
                unheard(call);
                crashed = true;
                throw new SimulatedCrash("after " + operation);
            }
        };
    }

    /** Puts a call on its way. */
    <T> void delay(Operation operation, Supplier<T> call) {
        plan.delay(() -> unheard(call));
    }

    /** Lets a call arrive whose caller is not there any more. */
    static <T> void unheard(Supplier<T> call) {
        try {
            T unused = call.get();
        } catch (EosException e) {
            // Being refused is the usual end of a write that comes too late, and nobody is there to be told.
        }
    }

    final FailurePlan plan() {
        return plan;
    }

    private void run(Operation operation, Runnable call) {
        call(operation, () -> {
            call.run();
            return true;
        });
    }

    private static OutcomeUnknownException unknown(Operation operation) {
        return new OutcomeUnknownException("the answer to " + operation + " was lost on purpose");
    }

    @Override
    public StoreTraits traits() {
        return store.traits();
    }

    @Override
    public List<Finding> preflight(Duration retention) {
        return call(Operation.PREFLIGHT, () -> store.preflight(retention));
    }

    @Override
    public Registration register(ProcessorSpec spec) {
        return call(Operation.REGISTER, () -> store.register(spec));
    }

    @Override
    public void amend(String processor, Map<String, String> attributes) {
        run(Operation.AMEND, () -> store.amend(processor, attributes));
    }

    @Override
    public Acquisition acquire(Shard shard, Scope scope, NodeId node) {
        return call(Operation.ACQUIRE, () -> store.acquire(shard, scope, node));
    }

    @Override
    public List<ClaimOutcome> claim(Tenure tenure, List<ClaimRequest> requests, Duration lease) {
        return call(Operation.CLAIM, () -> store.claim(tenure, requests, lease));
    }

    @Override
    public List<RenewOutcome> renew(Tenure tenure, List<ClaimOutcome.Granted> claims, Duration lease) {
        return call(Operation.RENEW, () -> store.renew(tenure, claims, lease));
    }

    @Override
    public void release(Tenure tenure, List<ClaimOutcome.Granted> claims) {
        run(Operation.RELEASE, () -> store.release(tenure, claims));
    }

    @Override
    public List<RecordOutcome> record(Tenure tenure, List<Completion> completions, Checkpoint checkpoint) {
        return call(Operation.RECORD, () -> store.record(tenure, completions, checkpoint));
    }

    @Override
    public RecordOutcome replace(Tenure tenure, long expectedNonce, Completion deadLetter, Checkpoint checkpoint) {
        return call(Operation.REPLACE, () -> store.replace(tenure, expectedNonce, deadLetter, checkpoint));
    }

    @Override
    public List<Optional<StoredResult>> find(Tenure tenure, List<MessageId> ids) {
        return call(Operation.FIND, () -> store.find(tenure, ids));
    }

    @Override
    public long purge(PurgeRequest request) {
        return call(Operation.PURGE, () -> store.purge(request));
    }

    @Override
    public StoreAdmin admin() {
        return store.admin();
    }

    @Override
    public void close() {
        store.close();
    }
}
