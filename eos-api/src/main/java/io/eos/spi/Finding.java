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

    /** A finding that is logged. */
    public static Finding warn(String message) {
        return new Finding(Severity.WARN, message);
    }

    /** A finding that keeps the processor from starting. */
    public static Finding refuse(String message) {
        return new Finding(Severity.REFUSE, message);
    }
}
