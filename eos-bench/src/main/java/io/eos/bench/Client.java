package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.spi.Completion;
import java.sql.SQLException;
import java.util.List;

/** What is measured: something that keeps results. Used by one thread at a time. */
interface Client extends AutoCloseable {
    /**
     * Keeps results under ids that are not there yet, and moves a watermark on, in one atomic step where there is one.
     *
     * @param watermark the offset after the last of the batch
     * @throws IllegalStateException if any of them was not kept: then nothing worth measuring happened
     */
    void record(List<Completion> batch, long watermark) throws Exception;

    /** How many of these ids have a result; the results are fetched. */
    int find(List<MessageId> ids) throws Exception;

    @Override
    void close() throws SQLException;
}
