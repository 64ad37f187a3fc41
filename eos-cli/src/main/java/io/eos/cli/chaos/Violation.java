package io.eos.cli.chaos;

/**
 * An invariant that did not hold.
 *
 * @param text what was seen, with the message's id
 */
record Violation(Invariant invariant, String text) {
    @Override
    public String toString() {
        return invariant + ": " + text;
    }
}
