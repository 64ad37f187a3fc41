package io.eos.cli;

import io.eos.api.EosException;
import org.jspecify.annotations.Nullable;

/** Ends a command with a message and an exit status. */
final class CommandFailure extends EosException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private CommandFailure(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The options do not go together. */
    static CommandFailure usage(String message) {
        return new CommandFailure(ExitStatus.USAGE, message, null);
    }

    /** What was asked for cannot be done with what is there. */
    static CommandFailure badInput(String message) {
        return new CommandFailure(ExitStatus.CONFIGURATION, message, null);
    }

    /** What was asked for cannot be done with what is there. */
    static CommandFailure badInput(String message, Throwable cause) {
        return new CommandFailure(ExitStatus.CONFIGURATION, message, cause);
    }

    /** The broker refuses. */
    static CommandFailure broker(String message, @Nullable Throwable cause) {
        return new CommandFailure(ExitStatus.BROKER, message, cause);
    }

    /** The user did not want to go on, or stopped it. */
    static CommandFailure interrupted(String message) {
        return new CommandFailure(ExitStatus.INTERRUPTED, message, null);
    }
}
