package io.eos.peers;

import java.util.List;

/**
 * Something that remembers which messages are done, over one connection. What it is told is durable when the call returns. Used by one
 * thread at a time.
 */
public interface Peer extends AutoCloseable {
    /**
     * Looks up each of these ids and marks as done those that are new, as the library has it: one after the other, unless it says
     * otherwise.
     *
     * @return how many were new
     */
    int markNew(List<String> ids) throws Exception;

    @Override
    void close();
}
