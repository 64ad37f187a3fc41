package io.eos.servers;

/** Runs a server's close when this JVM shuts down. Thread-safe. */
final class AtExit {

    private final Thread hook;

    private AtExit(Thread hook) {
        this.hook = hook;
    }

    static AtExit run(String name, Runnable close) {
        Thread hook = new Thread(close, "eos-close-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
        return new AtExit(hook);
    }

    /** Forgets the close, because it has been done. */
    void cancel() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is shutting down, and this may well be the hook
        }
    }
}
