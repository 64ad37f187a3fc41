package io.eos.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs many seeds, several at once, until one of them shows a violation. */
final class SimRunner {
    private static final int LINES = 400;

    final SimCoverage coverage = new SimCoverage();
    private final long first;
    private final long seeds;
    private final AtomicLong next = new AtomicLong();
    private @Nullable Failure failure;

    /** The lowest seed that was seen to fail. */
    record Failure(long seed, List<String> violations) {}

    SimRunner(long first, long seeds) {
        this.first = first;
        this.seeds = seeds;
    }

    /** Runs them all, or up to the first that fails. */
    @Nullable Failure run() throws InterruptedException {
        List<Thread> runners = new ArrayList<>();
        List<Throwable> broken = new ArrayList<>();
        for (int i = 0; i < Math.min(4, Runtime.getRuntime().availableProcessors()); i++) {
            Thread runner = new Thread(this::runSome, "simulations-" + i);
            runner.setUncaughtExceptionHandler((thread, thrown) -> {
                synchronized (broken) {
                    broken.add(thrown);
                }
            });
            runners.add(runner);
            runner.start();
        }
        for (Thread runner : runners) {
            runner.join();
        }
        if (!broken.isEmpty()) {
            throw new IllegalStateException("a simulation broke", broken.get(0));
        }
        return failure();
    }

    private void runSome() {
        try (SimThreads threads = new SimThreads()) {
            while (failure() == null) {
                long index = next.getAndIncrement();
                if (index >= seeds) {
                    return;
                }
                long seed = first + index;
                SimWorld.Result result;
                try {
                    result = SimWorld.run(SimPlanner.of(seed), threads, false);
                } catch (RuntimeException e) {
                    throw new IllegalStateException("seed " + seed, e);
                }
                coverage.add(result.coverage());
                if (!result.isGood()) {
                    failed(new Failure(seed, result.violations()));
                }
            }
        }
    }

    private synchronized @Nullable Failure failure() {
        return failure;
    }

    private synchronized void failed(Failure other) {
        if (failure == null || other.seed() < failure.seed()) {
            failure = other;
        }
    }

    /** {@link #run}, in words: also of the classes that another class loader made. */
    static @Nullable String firstFailure(long first, long seeds) throws InterruptedException {
        Failure found = new SimRunner(first, seeds).run();
        return found == null
                ? null
                : "seed " + found.seed() + ": " + found.violations().get(0);
    }

    /** All that helps to understand a seed: what it violates, the least plan that violates the same invariant, and what then happens. */
    static String explain(long seed) {
        try (SimThreads threads = new SimThreads()) {
            SimPlan plan = SimPlanner.of(seed);
            List<String> violations = SimWorld.run(plan, threads, false).violations();
            if (violations.isEmpty()) {
                return "seed " + seed + " violates nothing";
            }
            String kind = kind(violations.get(0));
            SimPlan least = new SimShrinker(smaller -> SimWorld.run(smaller, threads, false).violations().stream()
                            .anyMatch(violation -> kind(violation).equals(kind)))
                    .shrink(plan);
            SimWorld.Result last = SimWorld.run(least, threads, true);
            List<String> trace = last.trace();
            List<String> end = trace.subList(Math.max(0, trace.size() - LINES), trace.size());
            return "seed " + seed + " violates " + violations + "\n\nthe least plan that violates " + kind
                    + " is of " + least + "\n\nit violates " + last.violations() + " as follows\n"
                    + String.join("\n", end);
        }
    }

    /** The invariant. */
    static String kind(String violation) {
        int colon = violation.indexOf(':');
        return colon < 0 ? violation : violation.substring(0, colon);
    }
}
