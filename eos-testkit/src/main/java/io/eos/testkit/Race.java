package io.eos.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that start at the same moment. */
final class Race {
    private static final long SECONDS = 60;

    private Race() {}

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "race");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether the race was given up: asked by a runner that waits for something that a wrong store may never do. */
    static boolean isOver() {
        return Thread.currentThread().isInterrupted();
    }

    /** What one of them does. */
    @FunctionalInterface
    interface Runner<T> {
        T run(int index) throws Exception;
    }

    /** Lets them run, and gives what each came to, in the order of their numbers. One that fails, or does not end, fails the race. */
    static <T> List<T> run(int threads, Runner<T> runner) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, Race::daemon);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int index = i;
                running.add(executor.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return runner.run(index);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("one of " + threads + " racing threads failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("one of " + threads + " racing threads did not end within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
