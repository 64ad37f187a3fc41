package io.eos.store.zookeeper;

import java.time.Duration;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * One call of the store, with all its attempts: how long it may still wait for a connection, and what became of its writes. Not
 * thread-safe.
 *
 * <p>What an attempt has read is good for a write on the same session and for a while only. A process that was suspended in between has lost
 * its session, and a znode that became empty is deleted only long after that ({@link Purge}): so a version that was read and still
 * holds when it is written is of the very znode that was read.
 */
final class Call {
    private static final long MOST_BETWEEN_NANOS = Duration.ofSeconds(20).toNanos();

    private final String operation;
    private final Duration patience;
    private long deadline;
    private int attempts;
    private boolean mayHaveHappened;
    private @Nullable ZooKeeper session;
    private long readAt;
    private int checkpointVersion;

    /** @param patience how long to wait for a connection, altogether */
    Call(String operation, Duration patience) {
        this.operation = operation;
        this.patience = patience;
        deadline = System.nanoTime() + patience.toNanos();
    }

    String operation() {
        return operation;
    }

    int nextAttempt() {
        session = null;
        return ++attempts;
    }

    /** Whether nothing was tried before. Only then may a cached look be trusted: its write is checked. */
    boolean first() {
        return attempts == 1;
    }

    /** Whether the answer to a write was lost, or a part of what was asked for is written: then a failure does not mean that nothing happened. */
    boolean mayHaveHappened() {
        return mayHaveHappened;
    }

    void setMayHaveHappened() {
        if (!mayHaveHappened) {
            mayHaveHappened = true;
            deadline = System.nanoTime() + patience.toNanos();
        }
    }

    /** The version under which the checkpoint is about to be written. */
    void expectCheckpoint(int version) {
        checkpointVersion = version;
    }

    /** Whether the checkpoint was written since, of which the answer was lost. */
    boolean mayHaveWritten(int presentVersion) {
        return mayHaveHappened && presentVersion > checkpointVersion;
    }

    Duration left() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    /** What was read is not older than this moment. */
    void readOn(ZooKeeper zooKeeper) {
        if (session == null) {
            session = zooKeeper;
            readAt = System.nanoTime();
        }
    }

    boolean mayWriteOn(ZooKeeper zooKeeper) {
        return session == null || (session == zooKeeper && System.nanoTime() - readAt < MOST_BETWEEN_NANOS);
    }
}
