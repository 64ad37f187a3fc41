package io.eos.testkit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Says which calls of a {@link FailingStore} fail, and how. Thread-safe.
 *
 * <pre>{@code
 * FailurePlan plan = new FailurePlan().fail(Operation.RECORD, 3, Failure.AFTER);
 * ResultStore store = FailingStore.around(real, plan);   // the third record() is applied, and its answer lost
 * }</pre>
 */
public final class FailurePlan {
    private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
    private final List<Planned> planned = new ArrayList<>();
    private final Map<Operation, Failure> lasting = new EnumMap<>(Operation.class);
    private final List<Runnable> onTheirWay = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private Consumer<Operation> beforeEach = operation -> {};
    private Random random = new Random(0);
    private double probability;
    private Set<Failure> chosen = Set.of();

    /** A plan by which nothing fails. */
    public FailurePlan() {}

    /** What can fail. */
    public enum Operation {
        /** {@link io.eos.spi.ResultStore#preflight}. */
        PREFLIGHT,
        /** {@link io.eos.spi.ResultStore#register}. */
        REGISTER,
        /** {@link io.eos.spi.ResultStore#amend}. */
        AMEND,
        /** {@link io.eos.spi.ResultStore#acquire}. */
        ACQUIRE,
        /** {@link io.eos.spi.ResultStore#claim}. */
        CLAIM,
        /** {@link io.eos.spi.ResultStore#renew}. */
        RENEW,
        /** {@link io.eos.spi.ResultStore#release}. */
        RELEASE,
        /** {@link io.eos.spi.ResultStore#record}. */
        RECORD,
        /** {@link io.eos.spi.ResultStore#replace}. */
        REPLACE,
        /** {@link io.eos.spi.ResultStore#find}. */
        FIND,
        /** {@link io.eos.spi.ResultStore#purge}. */
        PURGE,
        /** {@link io.eos.spi.TransactionalResultStore#transact}. */
        TRANSACT;

        /** {@return whether it changes the store: only then can its outcome be unknown} */
        public boolean writes() {
            return this != PREFLIGHT && this != FIND;
        }
    }

    /** How a call fails. */
    public enum Failure {
        /** It is not applied: {@code StoreUnavailableException}. */
        BEFORE,
        /** It is applied, and its answer is lost: {@code OutcomeUnknownException}. Writes only. */
        AFTER,
        /** It is on its way: {@code OutcomeUnknownException} now, applied at {@link FailurePlan#deliver()}. Writes only. */
        DELAYED,
        /** It is applied twice, and the second answer is given. Writes only. */
        DUPLICATED,
        /** It is not applied: {@link SimulatedCrash}, also from every later call of the same store. */
        CRASH_BEFORE,
        /** It is applied: {@link SimulatedCrash}, also from every later call of the same store. */
        CRASH_AFTER;

        boolean fits(Operation operation) {
            return operation.writes() || (this != AFTER && this != DELAYED && this != DUPLICATED);
        }
    }

    private record Planned(Operation operation, int call, Failure failure) {}

    /**
     * Lets one call fail.
     *
     * @param operation which kind of call
     * @param call which one of this operation, counted from now; 1 is the next
     * @param failure in what way; a read cannot fail as a write does
     * @return this plan
     */
    public synchronized FailurePlan fail(Operation operation, int call, Failure failure) {
        check(operation, failure);
        planned.add(new Planned(operation, calls(operation) + call, failure));
        return this;
    }

    /**
     * Lets the next call fail.
     *
     * @param operation which kind of call
     * @param failure in what way; a read cannot fail as a write does
     * @return this plan
     */
    public FailurePlan failNext(Operation operation, Failure failure) {
        return fail(operation, 1, failure);
    }

    /**
     * Lets all calls fail until {@link #heal()}.
     *
     * @param operation which kind of call
     * @param failure in what way; a read cannot fail as a write does
     * @return this plan
     */
    public synchronized FailurePlan failAll(Operation operation, Failure failure) {
        check(operation, failure);
        lasting.put(operation, failure);
        return this;
    }

    /**
     * An outage: no call of any kind reaches the store until {@link #heal()}.
     *
     * @return this plan
     */
    public synchronized FailurePlan outage() {
        for (Operation operation : Operation.values()) {
            lasting.put(operation, Failure.BEFORE);
        }
        return this;
    }

    /**
     * Lets each call fail with a probability, in one of some ways, by a seed, until {@link #heal()}.
     *
     * @param seed makes the failures the same in every run
     * @param chance from 0 to 1
     * @param failures the ways; a read takes only those that fit it
     * @return this plan
     */
    public synchronized FailurePlan failRandomly(long seed, double chance, Set<Failure> failures) {
        random = new Random(seed);
        probability = chance;
        chosen = EnumSet.copyOf(failures);
        return this;
    }

    /**
     * Has something called before each call, such as one that blocks it, or moves a clock.
     *
     * @param listener called on the thread of the call
     * @return this plan
     */
    public synchronized FailurePlan beforeEach(Consumer<Operation> listener) {
        beforeEach = listener;
        return this;
    }

    /**
     * Forgets all failures that are planned. What is on its way stays there.
     *
     * @return this plan
     */
    public synchronized FailurePlan heal() {
        planned.clear();
        lasting.clear();
        probability = 0;
        return this;
    }

    /**
     * Lets all {@linkplain Failure#DELAYED delayed} writes arrive, in their order. What the store answers reaches nobody, as an answer over a
     * connection that is gone.
     *
     * @return how many arrived
     */
    public int deliver() {
        List<Runnable> arriving;
        synchronized (this) {
            arriving = List.copyOf(onTheirWay);
            onTheirWay.clear();
        }
        arriving.forEach(Runnable::run);
        return arriving.size();
    }

    /** {@return how many writes are on their way} */
    public synchronized int delayed() {
        return onTheirWay.size();
    }

    /**
     * {@return how often an operation was called so far}
     *
     * @param operation which kind of call
     */
    public synchronized int calls(Operation operation) {
        return calls.getOrDefault(operation, 0);
    }

    /** {@return what failed so far, for the messages of a test: {@code RECORD 3 AFTER}} */
    public synchronized List<String> history() {
        return List.copyOf(history);
    }

    /** Counts a call and says how it fails. */
    Optional<Failure> next(Operation operation) {
        Consumer<Operation> listener;
        synchronized (this) {
            listener = beforeEach;
        }
        listener.accept(operation);
        synchronized (this) {
            int call = calls.merge(operation, 1, Integer::sum);
            Optional<Failure> failure = choose(operation, call);
            failure.ifPresent(how -> history.add(operation + " " + call + " " + how));
            return failure;
        }
    }

    private Optional<Failure> choose(Operation operation, int call) {
        for (Planned each : planned) {
            if (each.operation() == operation && each.call() == call) {
                planned.remove(each);
                return Optional.of(each.failure());
            }
        }
        Failure always = lasting.get(operation);
        if (always != null) {
            return Optional.of(always);
        }
        if (probability == 0 || random.nextDouble() >= probability) {
            return Optional.empty();
        }
        List<Failure> fitting =
                chosen.stream().filter(failure -> failure.fits(operation)).toList();
        return fitting.isEmpty() ? Optional.empty() : Optional.of(fitting.get(random.nextInt(fitting.size())));
    }

    synchronized void delay(Runnable write) {
        onTheirWay.add(write);
    }

    private static void check(Operation operation, Failure failure) {
        if (!failure.fits(operation)) {
            throw new IllegalArgumentException(operation + " changes nothing, so it cannot fail " + failure);
        }
    }
}
