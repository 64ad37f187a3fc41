package io.eos.spi;

/**
 * Something that a preflight check found.
 *
 * @param severity whether the processor may start
 * @param message what was found, what is needed, and how to get there; without secrets
 */
public record Finding(Severity severity, String message) {
    /** Whether the processor may start. */
    public enum Severity {
        /** It may; the message is logged. */
        WARN,
        /** It may not: the guarantee would not hold. */
        REFUSE
    }

    /**
     * {@return a finding that is logged}
     *
     * @param message what was found, and what would be better
     */
    public static Finding warn(String message) {
        return new Finding(Severity.WARN, message);
    }

    /**
     * {@return a finding that keeps the processor from starting}
     *
     * @param message what was found, and what is allowed
     */
    public static Finding refuse(String message) {
        return new Finding(Severity.REFUSE, message);
    }
}
