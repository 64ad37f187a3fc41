package io.eos.store.zookeeper;

/** Somebody changed what had been read before it was written; nothing happened. Never leaves the store: {@link CallRunner} looks again. */
final class LostRaceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostRaceException(String message) {
        super(message, null, false, false);
    }
}
