package io.eos.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which a simulation runs, exactly one at a time: the one that has the baton. A task that has to wait keeps its stack and
 * hands the baton to another thread, so that code which blocks needs no change to be simulated. Good for one simulation after another.
 */
final class SimThreads implements AutoCloseable {
    private final Deque<Carrier> idle = new ArrayDeque<>();
    private @Nullable SimScheduler scheduler;
    private @Nullable Throwable broken;
    private volatile boolean finished;
    private volatile boolean closed;
    private final Thread caller = Thread.currentThread();

    /** Runs a simulation to its end. By the thread that made this. */
    void run(SimScheduler simulation) {
        scheduler = simulation;
        finished = false;
        broken = null;
        next().give();
        while (!finished) {
            LockSupport.park(this);
        }
        scheduler = null;
        if (broken != null) {
            throw new IllegalStateException("the simulation itself failed", broken);
        }
    }

    private Carrier next() {
        Carrier waiting = idle.poll();
        if (waiting != null) {
            return waiting;
        }
        Carrier carrier = new Carrier();
        carrier.start();
        return carrier;
    }

    /** The calling thread waits, with its stack, until it is resumed. */
    Carrier current() {
        return (Carrier) Thread.currentThread();
    }

    /** Hands the baton on and waits for it. */
    void park(Carrier self) {
        next().give();
        self.await();
    }

    @Override
    public void close() {
        closed = true;
        idle.forEach(Carrier::give);
    }

    /** A thread of the pool. */
    final class Carrier extends Thread {
        private volatile boolean baton;

        Carrier() {
            super("simulation");
            setDaemon(true);
        }

        void give() {
            baton = true;
            LockSupport.unpark(this);
        }

        private void await() {
            while (!baton) {
                LockSupport.park(this);
            }
            baton = false;
        }

        @Override
        public void run() {
            while (true) {
                await();
                if (closed) {
                    return;
                }
                lead();
            }
        }

        /** Runs one event after another, until the baton goes to a thread that waited in the middle of one. */
        private void lead() {
            while (true) {
                SimScheduler simulation = scheduler;
                if (simulation == null) {
                    throw new IllegalStateException("no simulation");
                }
                Carrier resumed;
                try {
                    resumed = simulation.step();
                } catch (SimCrash e) {
                    // What was under way of a process that is gone, or of a simulation that ends.
                    continue;
                } catch (Throwable e) {
                    broken = broken == null ? e : broken;
                    simulation.stop();
                    continue;
                }
                if (simulation.isFinished()) {
                    idle.push(this);
                    finished = true;
                    LockSupport.unpark(caller);
                    return;
                }
                if (resumed != null) {
                    idle.push(this);
                    resumed.give();
                    return;
                }
            }
        }
    }
}
