package io.eos.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** A pool of so many simulated threads of a process. */
final class SimExecutor implements Executor {
    private final SimScheduler time;
    private final SimProcess process;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int free;

    SimExecutor(SimScheduler time, SimProcess process, int threads) {
        this.time = time;
        this.process = process;
        this.free = threads;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        begin();
    }

    private void begin() {
        if (free > 0 && !waiting.isEmpty()) {
            free--;
            Runnable next = waiting.remove();
            // A thread is not woken at once.
            time.after(Duration.ofNanos(time.random.nextInt(200_000)), process, () -> run(next));
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (SimCrash e) {
            process.check();
        } finally {
            free++;
            begin();
        }
    }
}
