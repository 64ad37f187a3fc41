package io.eos.cli.chaos.judge;

/**
 * An invariant that did not hold.
 *
 * @param text what was seen, with the message's id
 */
public record Violation(Invariant invariant, String text) {
    @Override
    public String toString() {
        return invariant + ": " + text;
    }
}
