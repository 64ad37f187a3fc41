package io.eos.servers;

/**
 * Ends this JVM when the process that started it is gone.
 *
 * <p>For the main class of a {@link ForkedJvm}: a parent that is killed cannot end its children. Thread-safe.
 */
public final class ParentWatch {

    /** The exit code of a JVM that ended because its parent did. */
    public static final int EXIT_CODE = 86;

    /** System property with the parent's process id, set by {@link ForkedJvm}. */
    static final String PARENT = "eos.parent.pid";

    private static final long POLL_MILLIS = 200;

    private ParentWatch() {}

    /** Watches the parent from now on, on a daemon thread; halts without shutdown hooks, as the parent's death was no order. */
    public static void exitWhenParentDies() {
        // The property tells of a parent that died before this line.
        long parent = Long.getLong(PARENT, parent());
        Thread watch = new Thread(() -> watch(parent), "eos-parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    // An orphan gets another parent at once, whereas the old one may linger as a zombie that looks alive.
    private static void watch(long expected) {
        while (parent() == expected) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static long parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }
}
