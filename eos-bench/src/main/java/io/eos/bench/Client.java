package io.eos.bench;

import io.eos.api.MessageId;
import java.sql.SQLException;
import java.util.List;

/** What is measured: something that keeps results. Used by one thread at a time. */
interface Client extends AutoCloseable {
    /**
     * Keeps results under ids that are not there yet, and moves the watermark to the end of the batch, in one atomic step where there is one.
     *
     * @throws IllegalStateException if any of them was not kept: then nothing worth measuring happened
     */
    void record(Batch batch) throws Exception;

    /** How many of these ids have a result; the results are fetched. */
    int find(List<MessageId> ids) throws Exception;

    @Override
    void close() throws SQLException;
}
