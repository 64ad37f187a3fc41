package io.eos.core;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How workers talk to the poll thread: they post, it runs. Everything that the poll thread owns changes only on it.
 */
class Mailbox {
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private volatile Runnable onPost = () -> {};

    /** Called on the posting thread after each post, to wake the poll thread. */
    void onPost(Runnable wake) {
        onPost = wake;
    }

    /** From any thread. */
    void post(Runnable message) {
        queue.add(message);
        onPost.run();
    }

    /** Whether nothing waits. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Runs all that wait now; poll thread only. */
    void runAll() {
        for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
    }

    /** Waits for a message, up to a time, and runs all that wait; poll thread only. A simulation can advance its world here instead. */
    void awaitAndRun(Duration atMost) {
        try {
            @Nullable Runnable first = queue.poll(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
            if (first != null) {
                first.run();
                runAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
