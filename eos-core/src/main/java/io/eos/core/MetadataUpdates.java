package io.eos.core;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts what a consumer is told of its topics: given to it as a deserializer, it is called after each metadata response, on the thread that then sends
 * the next fetch. Thread-safe.
 */
final class MetadataUpdates extends ByteArrayDeserializer implements ClusterResourceListener {
    /** In place of a count: nothing follows from it that none came. */
    static final long UNKNOWN = -1;

    private final AtomicLong count = new AtomicLong();

    @Override
    public void onUpdate(ClusterResource cluster) {
        count.incrementAndGet();
    }

    /** How many there were. */
    long count() {
        return count.get();
    }
}
