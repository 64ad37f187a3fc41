package io.eos.core;

import io.eos.core.SimPlan.Fault;
import io.eos.core.SimPlan.How;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process's connection to the store or to the broker. A request travels, is carried out, and its answer travels back; each may take time
 * or fail. What has been sent is carried out whether the process still lives or not.
 */
final class SimLink {
    private final SimScheduler time;
    private final SimFaults faults;
    private final SimProcess process;
    private final String service;
    private final int waits;
    private final Supplier<Boolean> down;
    private final Failures failures;

    /** What a caller is told. */
    interface Failures {
        /** The request was not carried out. */
        RuntimeException refused(String operation);

        /** Nobody knows whether it was, or will be. */
        RuntimeException unknown(String operation);
    }

    SimLink(SimWorld world, SimProcess process, String service, Supplier<Boolean> down, Failures failures) {
        this.time = world.time;
        this.faults = world.faults;
        this.waits = world.plan.waits();
        this.process = process;
        this.service = service;
        this.down = down;
        this.failures = failures;
    }

    /** Calls and waits for the answer. */
    <T> T call(String operation, Supplier<T> request) {
        return call(operation, request, request);
    }

    /** The same with a request that takes its place where the broker is to forget what it did. */
    <T> T call(String operation, Supplier<T> request, Supplier<T> forgotten) {
        Fault fault = begin(operation);
        How how = fault == null ? null : fault.how();
        if (how == How.FORGOTTEN) {
            return travel(latency(), latency(), forgotten);
        }
        if (fault == null || how == How.SLOW) {
            return travel(latency(), fault == null ? latency() : Duration.ofMillis(fault.millis()), request);
        }
        throw fails(operation, fault, request);
    }

    /** What a call throws that fails. */
    private <T> RuntimeException fails(String operation, Fault fault, Supplier<T> request) {
        switch (fault.how()) {
            case REFUSED -> {
                pause(latency());
                return failures.refused(operation);
            }
            case LOST -> unheard(operation, () -> travel(latency(), latency(), request));
            case LATE -> {
                time.after(Duration.ofMillis(fault.millis()), null, () -> unheard(operation + " (late)", request));
                pause(latency());
            }
            case CRASH_AFTER -> {
                unheard(operation, request);
                throw process.crash();
            }
            default -> throw process.crash();
        }
        return failures.unknown(operation);
    }

    /** Whether the calling process lives, and what goes wrong with the call. */
    @Nullable Fault begin(String operation) {
        process.check();
        if (down.get()) {
            return new Fault(service, 0, 0, How.REFUSED, 0);
        }
        Fault fault = faults.visit(service + ":" + operation, process.number());
        if (fault != null) {
            time.trace(() -> process.name() + " " + operation + ": fault " + fault.how() + " " + fault.millis());
        }
        return fault;
    }

    RuntimeException refused(String operation) {
        return failures.refused(operation);
    }

    RuntimeException unknown(String operation) {
        return failures.unknown(operation);
    }

    /** Sends a request whose answer, a failure or null, comes by itself. */
    void send(String operation, Runnable request, Consumer<@Nullable RuntimeException> answer) {
        Fault fault = begin(operation);
        How how = fault == null ? null : fault.how();
        boolean takesLong = how == How.LATE || how == How.SLOW;
        Duration there = fault != null && takesLong ? Duration.ofMillis(fault.millis()) : latency();
        Duration back = latency().plusMillis(1);
        if (how == How.REFUSED) {
            time.after(back, process, () -> answer.accept(failures.refused(operation)));
            return;
        }
        if (how == How.LATE) {
            time.after(Duration.ofMillis(50), process, () -> answer.accept(failures.unknown(operation)));
        }
        time.after(there, null, () -> {
            RuntimeException failure = attempt(operation, request);
            if (how == How.LOST) {
                time.after(back, process, () -> answer.accept(failures.unknown(operation)));
            } else if (how != How.LATE) {
                time.after(back, process, () -> answer.accept(failure));
            }
        });
    }

    private @Nullable RuntimeException attempt(String operation, Runnable request) {
        try {
            request.run();
            return null;
        } catch (RuntimeException e) {
            time.trace(() -> process.name() + " " + operation + " refused: " + e);
            return e;
        }
    }

    private <T> T travel(Duration there, Duration back, Supplier<T> request) {
        if (there.isZero() && back.isZero()) {
            return request.get();
        }
        Answer<T> answer = new Answer<>();
        time.after(there, null, () -> answer.fill(request));
        time.sleep(process, there.plus(back).plusMillis(1));
        return answer.get();
    }

    /** Nothing, mostly, or a few milliseconds. */
    Duration latency() {
        return time.chance(waits) ? time.between(0, 10) : Duration.ZERO;
    }

    void pause(Duration pause) {
        if (!pause.isZero()) {
            time.sleep(process, pause);
        }
    }

    private void unheard(String operation, Supplier<?> request) {
        RuntimeException unused = attempt(operation, () -> {
            Object unusedAnswer = request.get();
        });
    }

    private static final class Answer<T> {
        private @Nullable T value;
        private @Nullable RuntimeException failure;
        private boolean filled;

        void fill(Supplier<T> request) {
            try {
                value = request.get();
            } catch (RuntimeException e) {
                failure = e;
            }
            filled = true;
        }

        @SuppressWarnings("NullAway") // where the request gives null, so does the call
        T get() {
            if (!filled) {
                throw new IllegalStateException("answered before it was asked");
            }
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }
}
