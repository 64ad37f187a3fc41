package io.eos.store.zookeeper;

/** A write was sent and its answer was lost. Never leaves the store: {@link CallRunner} looks what became of it. */
final class LostReplyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostReplyException(String message) {
        super(message, null, false, false);
    }
}
