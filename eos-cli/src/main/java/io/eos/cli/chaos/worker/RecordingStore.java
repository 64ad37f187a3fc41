package io.eos.cli.chaos.worker;

import io.eos.api.FencedException;
import io.eos.cli.chaos.judge.Event;
import io.eos.cli.chaos.judge.EventLog;
import io.eos.core.HandlerKind;
import io.eos.spi.Acquisition;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome;
import io.eos.spi.RenewOutcome;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.Work;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes down what a store acknowledges to this worker, and when it was asked; and passes fault points on the way. Thread-safe. */
final class RecordingStore implements InvocationHandler {
    private final ResultStore store;
    private final HandlerKind kind;
    private final String worker;
    private final Trigger trigger;
    private final EventLog log;

    private RecordingStore(ResultStore store, HandlerKind kind, String worker, Trigger trigger, EventLog log) {
        this.store = store;
        this.kind = kind;
        this.worker = worker;
        this.trigger = trigger;
        this.log = log;
    }

    static ResultStore around(ResultStore store, HandlerKind kind, String worker, Trigger trigger, EventLog log) {
        Class<?> type =
                store instanceof TransactionalResultStore<?> ? TransactionalResultStore.class : ResultStore.class;
        return (ResultStore) Proxy.newProxyInstance(
                RecordingStore.class.getClassLoader(),
                new Class<?>[] {type},
                new RecordingStore(store, kind, worker, trigger, log));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        Object[] args = given == null ? new Object[0] : given;
        return switch (method.getName()) {
            case "acquire" -> acquire(method, args);
            case "find" -> find(method, args);
            case "claim" -> claim(method, args);
            case "renew" -> renew(method, args);
            case "release" -> release(method, args);
            case "replace" -> replace(method, args);
            case "record" -> record(method, args);
            case "transact" -> transact(method, args);
            case "purge" -> purge(method, args);
            default -> call(method, args);
        };
    }

    private @Nullable Object acquire(Method method, Object[] args) throws Throwable {
        long from = System.nanoTime();
        Object result = call(method, args);
        if (result instanceof Acquisition acquired) {
            Tenure tenure = acquired.tenure();
            log.add(event(Event.Type.ACQUIRED, from, tenure));
        }
        return result;
    }

    private @Nullable Object find(Method method, Object[] args) throws Throwable {
        if (kind == HandlerKind.HANDLE) {
            return call(method, args);
        }
        trigger.reached(FaultPoint.CLAIM_SENT);
        Object result = call(method, args);
        trigger.reached(FaultPoint.CLAIM_ACKNOWLEDGED);
        return result;
    }

    private @Nullable Object claim(Method method, Object[] args) throws Throwable {
        trigger.reached(FaultPoint.CLAIM_SENT);
        long from = System.nanoTime();
        List<?> result = answers(method, args);
        for (Object outcome : result) {
            if (outcome instanceof ClaimOutcome.Granted granted) {
                log.add(claimed(Event.Type.CLAIMED, from, (Tenure) args[0], granted)
                        .saying(granted.redelivered() ? "redelivered" : ""));
            }
        }
        trigger.reached(FaultPoint.CLAIM_ACKNOWLEDGED);
        return result;
    }

    private @Nullable Object renew(Method method, Object[] args) throws Throwable {
        long from = System.nanoTime();
        List<?> outcomes = answers(method, args);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) == RenewOutcome.RENEWED) {
                log.add(claimed(Event.Type.RENEWED, from, (Tenure) args[0], ((List<?>) args[1]).get(i)));
            }
        }
        return outcomes;
    }

    /** Written down beforehand: a release whose answer is lost frees the message too. */
    private @Nullable Object release(Method method, Object[] args) throws Throwable {
        for (Object claim : (List<?>) args[1]) {
            log.add(claimed(Event.Type.RELEASED, System.nanoTime(), (Tenure) args[0], claim));
        }
        return call(method, args);
    }

    private Event claimed(Event.Type type, long from, Tenure tenure, Object claim) {
        ClaimOutcome.Granted granted = (ClaimOutcome.Granted) claim;
        return event(type, from, tenure).about(granted.id().toString(), granted.token());
    }

    private @Nullable Object record(Method method, Object[] args) throws Throwable {
        List<?> completions = (List<?>) args[1];
        if (!completions.isEmpty()) {
            trigger.reached(FaultPoint.RESULT_SENT);
        }
        long from = System.nanoTime();
        completions.forEach(each -> log.add(sent(from, (Tenure) args[0], (Completion) each)));
        List<?> outcomes = answers(method, args);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof RecordOutcome.Recorded) {
                log.add(recorded(from, (Tenure) args[0], (Completion) completions.get(i)));
            }
        }
        if (!completions.isEmpty()) {
            trigger.reached(FaultPoint.RESULT_ACKNOWLEDGED);
        }
        return outcomes;
    }

    private @Nullable Object replace(Method method, Object[] args) throws Throwable {
        long from = System.nanoTime();
        Completion letter = (Completion) args[2];
        // Before it is asked for: should its answer be lost, it may be there.
        log.add(recorded(from, (Tenure) args[0], letter).as(Event.Type.REPLACED));
        return call(method, args);
    }

    private @Nullable Object purge(Method method, Object[] args) throws Throwable {
        long from = System.nanoTime();
        Object removed = call(method, args);
        if (removed instanceof Long count && count > 0) {
            log.add(Event.purged(worker, from, count));
        }
        return removed;
    }

    private @Nullable Object transact(Method method, Object[] args) throws Throwable {
        AtomicReference<@Nullable Commit> commit = new AtomicReference<>();
        AtomicLong from = new AtomicLong(System.nanoTime());
        Object[] wrapped = {args[0], listening((Tenure) args[0], (Work<?>) args[1], commit, from)};
        Object outcome = call(method, wrapped);
        Commit done = commit.get();
        if (outcome instanceof TransactionOutcome.Committed && done != null) {
            done.completions().forEach(each -> log.add(recorded(from.get(), (Tenure) args[0], each)));
            trigger.reached(FaultPoint.RESULT_ACKNOWLEDGED);
        }
        return outcome;
    }

    private <R> Work<R> listening(
            Tenure tenure, Work<R> work, AtomicReference<@Nullable Commit> commit, AtomicLong committing) {
        return resource -> {
            Commit result = work.run(resource);
            trigger.reached(FaultPoint.EFFECT_DONE);
            if (!result.completions().isEmpty()) {
                trigger.reached(FaultPoint.RESULT_SENT);
            }
            commit.set(result);
            committing.set(System.nanoTime());
            result.completions().forEach(each -> log.add(sent(committing.get(), tenure, each)));
            return result;
        };
    }

    /** Written down beforehand: who is killed within the call writes nothing any more. */
    private Event sent(long from, Tenure tenure, Completion completion) {
        return recorded(from, tenure, completion).as(Event.Type.SENT);
    }

    private Event recorded(long from, Tenure tenure, Completion completion) {
        return event(Event.Type.RECORDED, from, tenure)
                .about(completion.id().toString(), completion.token())
                .at(tenure.shard().partition(), completion.result().source().offset())
                .saying(Long.toHexString(completion.result().nonce()));
    }

    private Event event(Event.Type type, long from, Tenure tenure) {
        return Event.of(type, worker, from, System.nanoTime()).on(tenure.shard().partition(), tenure.epoch());
    }

    private List<?> answers(Method method, Object[] args) throws Throwable {
        return (List<?>) Objects.requireNonNull(call(method, args));
    }

    private @Nullable Object call(Method method, Object[] args) throws Throwable {
        long from = System.nanoTime();
        try {
            return method.invoke(store, args);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            Event.Type type = cause instanceof FencedException ? Event.Type.FENCED : Event.Type.UNKNOWN;
            log.add(Event.of(type, worker, from, System.nanoTime()).saying(method.getName()));
            throw cause == null ? e : cause;
        }
    }
}
