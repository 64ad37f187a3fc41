package io.eos.bench;

/**
 * Counts turns: how often a client sent something after it was answered, on whichever connection. Requests that are sent without waiting, also to
 * several servers, are one turn. Thread-safe.
 */
final class Turns {
    private long turns;
    private boolean answered = true;

    synchronized void sent() {
        if (answered) {
            turns++;
            answered = false;
        }
    }

    synchronized void answered() {
        answered = true;
    }

    /** How many there were since the last time this was asked. */
    synchronized long take() {
        long taken = turns;
        turns = 0;
        answered = true;
        return taken;
    }
}
