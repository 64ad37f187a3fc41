package io.eos.core;

/** A process that runs a node: it can be frozen, and killed. */
class SimProcess implements SimScheduler.Owner {
    private final SimScheduler time;
    private final int number;
    private final String name;
    private boolean gone;
    private long frozenUntil;

    /**
     * A process.
     *
     * @param number which of the plan's nodes it is; one that comes after a crash has the same
     * @param name its own
     */
    SimProcess(SimScheduler time, int number, String name) {
        this.time = time;
        this.number = number;
        this.name = name;
    }

    int number() {
        return number;
    }

    String name() {
        return name;
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public long frozenUntil() {
        return frozenUntil;
    }

    void freeze(int millis) {
        time.trace(() -> name + " freezes for " + millis + " ms");
        frozenUntil = Math.max(frozenUntil, time.now() + millis * 1_000_000L);
    }

    /** Ends the calling code if the process is gone. */
    void check() {
        if (gone) {
            throw new SimCrash();
        }
    }

    /** Kills it. To be thrown by its own code. */
    SimCrash crash() {
        if (!gone) {
            time.trace(() -> name + " is killed");
            end();
        }
        return new SimCrash();
    }

    /** There is nothing of it any more. */
    void end() {
        gone = true;
        time.kill(this);
    }
}
