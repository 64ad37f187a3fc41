package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.PeerTask;

/** The ids that are done, as anybody would keep them. Used by one thread at a time. */
interface Marks extends AutoCloseable {
    static Marks open(PeerTask task) {
        return task.store().equals("redis") ? new RedisMarks(task) : new SqlMarks(task);
    }

    boolean has(String id) throws Exception;

    /** Adds one; it does not matter whether it is there. */
    void add(String id) throws Exception;

    @Override
    void close();
}
