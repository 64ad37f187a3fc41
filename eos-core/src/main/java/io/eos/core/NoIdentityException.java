package io.eos.core;

/** A message has no id, or one that cannot be used. The message says why, without payload. */
final class NoIdentityException extends Exception {
    private static final long serialVersionUID = 1L;

    NoIdentityException(String reason) {
        super(reason);
    }
}
