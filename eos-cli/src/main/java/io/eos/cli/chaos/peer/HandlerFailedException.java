package io.eos.cli.chaos.peer;

/** A handler that could not do its work, or refused to: nothing is wrong with store or broker. */
public final class HandlerFailedException extends Exception {
    private static final long serialVersionUID = 1;

    /** One with a reason. */
    public HandlerFailedException(String reason) {
        super(reason);
    }

    /** One with a cause. */
    public HandlerFailedException(Throwable cause) {
        super(cause);
    }

    /** Whether it is this one, or was caused by one. */
    public static boolean isIn(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof HandlerFailedException) {
                return true;
            }
        }
        return false;
    }
}
