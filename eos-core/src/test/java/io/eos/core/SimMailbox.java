package io.eos.core;

import java.time.Duration;

/** A mailbox whose poll thread lets the world go on while it waits. */
final class SimMailbox extends Mailbox {
    private final SimProcess process;
    private final SimScheduler.Signal arrival;
    private final Runnable wake;

    SimMailbox(SimScheduler time, SimProcess process, Runnable wake) {
        this.process = process;
        this.arrival = time.new Signal();
        this.wake = wake;
    }

    @Override
    void post(Runnable message) {
        if (process.isGone()) {
            return;
        }
        super.post(message);
        arrival.send();
        wake.run();
    }

    @Override
    void awaitAndRun(Duration atMost) {
        if (isEmpty()) {
            arrival.await(process, atMost);
        }
        runAll();
    }
}
