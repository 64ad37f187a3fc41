package io.eos.servers;

/**
 * A server or forked process that could not be started, stopped or used; the message ends with the tail of its log where
 * there is one.
 */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what failed. */
    public ServerException(String message) {
        super(message);
    }

    /** Says what failed, and why. */
    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
